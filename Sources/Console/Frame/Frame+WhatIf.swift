import Engine
import Provisioning

/// What would become of somebody, asked from several screens.
extension Frame {
  /// Lets a supposition about a user be typed, and shows what would become of them.
  ///
  /// - Parameter settings: an app as it is edited, which stands for the stored one.
  mutating func promptWhatIf(_ user: String, settings: [AppDefinition] = []) {
    let label = "What if \(user) had (key=value +role -role on:2027-01-01)"
    prompt(
      label,
      then: .frame { frame, text in
        do throws(EngineError) {
          let supposed = try Supposition(words: text.words, settings: settings)
          // The next question is often the same one with a change.
          frame.promptDrafts[label] = text
          frame.begin(.askWhatIf(user: user, supposed))
        } catch {
          frame.promptDrafts[label] = text
          frame.say(error.sentence, .error)
        }
      })
  }

  /// Shows what would become of somebody who is chosen under settings that are not saved.
  mutating func chooseWhatIf(_ settings: AppDefinition) {
    @Sendable func search(_ text: String) -> Effect { .loadUsers(search: text, role: nil, .first) }
    choose(
      Chooser(
        "Whose account, with the rules as they are edited here?", search: search,
        then: .frame { frame, user in
          frame.begin(.askWhatIf(user: user, Supposition(settings: [settings])))
        }))
    request(search(""))
  }
}
