import Screen

/// The keys of the actions: those of the table, with the person's own in their place.
public struct Keymap: Sendable, Hashable {
  private var own: [String: [Key]]
  /// What is wrong with the person's own keys, a sentence each.
  public let problems: [String]

  /// The keys of the table.
  public static let standard = Keymap([:])

  /// A map with a person's own keys.
  ///
  /// - Parameter own: keys in notation (`<c-f>`, `x`) by the name of the action.
  public init(_ own: [String: [String]]) {
    let known = Set(Actions.all.flatMap(\.actions).map(\.id))
    var problems: [String] = []
    var keys: [String: [Key]] = [:]
    for (id, notations) in own.sorted(by: { $0.key < $1.key }) {
      guard known.contains(id) else {
        problems.append("keys: there is no action \(id); usher keys lists them")
        continue
      }
      let read = notations.compactMap { Key.parse($0).flatMap { $0.count == 1 ? $0[0] : nil } }
      if read.count < notations.count || read.isEmpty {
        problems.append("keys: \(id): a key is written as x, <c-x>, <f2> or <enter>")
      } else {
        keys[id] = read
      }
    }
    self.own = keys
    self.problems = problems + Self.conflicts(keys)
  }

  /// The keys of the table, where the person's own cannot be read, with why.
  public init(unreadable problem: String) {
    own = [:]
    problems = [problem]
  }

  /// The keys of an action.
  func keys(of action: Action) -> [Key] { own[action.id] ?? action.keys }

  /// Keys that would do two things on one screen.
  private static func conflicts(_ own: [String: [Key]]) -> [String] {
    var sentences: [String] = []
    let shared = Actions.everywhere + Actions.moving
    for section in Actions.ofScreens {
      var seen: [Key: String] = [:]
      for action in section.actions + shared {
        for key in own[action.id] ?? action.keys {
          let other = seen.updateValue(action.id, forKey: key)
          guard let other, other != action.id, own[other] != nil || own[action.id] != nil else {
            continue
          }
          let sentence = "keys: \(key) does \(other) and \(action.id) on \(section.title)"
          if !sentences.contains(sentence) { sentences.append(sentence) }
        }
      }
    }
    return sentences
  }
}
