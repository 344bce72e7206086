import Screen

extension Console {
  /// Closes what is open; at the top it ends, and asks only where something would be lost.
  mutating func quit() {
    if front.isSomethingOpen { return back() }
    let unsaved = screens.drafts
    if !unsaved.isEmpty { return askAboutDrafts(unsaved) }
    guard let job = frame.work.foreground, let title = job.effect.work else {
      return frame.send(.quit)
    }
    frame.ask(
      Dialog(
        title: "STILL AT WORK",
        lines: [
          Line("\(title) goes on since \(Age.words(frame.now - job.startedAt))."),
          Line("What is sent already stays; the rest would not be done from here."),
        ],
        answers: [Dialog.Answer("y", "quit", .quitting)], back: "stay", openedAt: frame.now))
  }

  private mutating func askAboutDrafts(_ drafts: [Int]) {
    let names = drafts.map(screens.name).joined(separator: ", ")
    frame.ask(
      Dialog(
        title: "UNSAVED CHANGES",
        lines: [Line("On \(names) there are changes that are not saved.")],
        answers: [
          Dialog.Answer("s", "save and quit", .shell { console, _ in console.saveAndQuit() }),
          Dialog.Answer("d", "discard and quit", .quitting),
        ], back: "stay", openedAt: frame.now))
  }

  /// Saves one draft after the other, since each begins with what is saved, and then ends.
  mutating func saveAndQuit() {
    isQuitting = true
    guard let draft = screens.drafts.first else { return frame.send(.quit) }
    tab = draft
    let before = frame.effects.count
    screens[draft].leaveFieldAndSave(&frame)
    guard frame.effects.count == before else { return }
    // Where something is wrong with a value, its screen shows what.
    isQuitting = !screens.drafts.contains(draft)
    if isQuitting { saveAndQuit() }
  }
}

extension Then<Void> {
  fileprivate static var quitting: Then { .frame { frame, _ in frame.send(.quit) } }
}
