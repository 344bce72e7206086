import Screen

extension Console {
  /// The screens with changes that are not saved.
  var drafts: [Tab] {
    Tab.allCases.filter { tab in
      switch tab {
      case .connection: connection.form.isDirty
      case .provisioning: provisioning.form.isDirty
      case .parameters: parameters.isDirty
      case .rules: rules.isDirty
      case .directory: directory.editor?.form.isDirty == true
      case .tasks, .audit: false
      }
    }
  }

  /// Saves what was changed on this screen.
  mutating func save() -> [Effect] {
    leaveField()
    switch tab {
    case .connection: return saveConnection()
    case .provisioning: return saveProvisioning()
    case .parameters: return saveParameters()
    case .rules: return saveRules()
    case .directory: return saveUser()
    case .tasks, .audit: return []
    }
  }

  /// Takes the last change back that is not saved.
  mutating func undo() {
    switch tab {
    case .connection: connection.form.undo()
    case .provisioning: provisioning.form.undo()
    case .parameters: undoParameters()
    case .rules: undoRules()
    case .directory: directory.editor?.form.undo()
    case .tasks, .audit: break
    }
  }

  /// Closes what is open; at the top it ends, and asks only where something would be lost.
  mutating func quit() -> [Effect] {
    if isSomethingOpen { return back() }
    let unsaved = drafts
    if !unsaved.isEmpty {
      let names = unsaved.map { "\($0.rawValue) \($0.title)" }.joined(separator: ", ")
      overlays.append(
        .dialog(
          Dialog(
            title: "UNSAVED CHANGES",
            lines: [Line("On \(names) there are changes that are not saved.")],
            answers: [
              Dialog.Answer("s", "save and quit", .saveAndQuit),
              Dialog.Answer("d", "discard and quit", .effects([.quit])),
            ], back: "stay", openedAt: now)))
      return []
    }
    guard let job = work.foreground, let title = job.effect.work else { return [.quit] }
    overlays.append(
      .dialog(
        Dialog(
          title: "STILL AT WORK",
          lines: [
            Line("\(title) goes on since \(Age.words(now - job.startedAt))."),
            Line("What is sent already stays; the rest would not be done from here."),
          ],
          answers: [Dialog.Answer("y", "quit", .effects([.quit]))], back: "stay", openedAt: now)))
    return []
  }

  /// Saves one draft after the other, since each begins with what is saved, and then ends.
  mutating func saveAndQuit() -> [Effect] {
    isQuitting = true
    guard let draft = drafts.first else { return [.quit] }
    tab = draft
    let saving = save()
    // Where something is wrong with a value, its screen shows what.
    if saving.isEmpty { isQuitting = !drafts.contains(draft) }
    return saving.isEmpty && isQuitting ? saveAndQuit() : saving
  }
}
