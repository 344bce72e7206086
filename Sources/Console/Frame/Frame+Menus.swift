import Provisioning
import Screen

/// What is laid over any screen.
extension Frame {
  /// Offers the themes.
  mutating func showThemes() {
    let options = settings.themes.map { Chooser.Option(value: $0, title: $0) }
    choose(
      Chooser(
        "Theme", options,
        then: .frame { frame, name in
          frame.say(
            "theme \(name); to keep it, write theme: \(name) into console.yaml of your settings")
          frame.send(.theme(name))
        }))
  }

  /// Offers what can be copied of what is chosen.
  mutating func showCopyMenu(_ options: [Chooser.Option]) {
    let options = options.filter { !$0.value.isEmpty }
    guard !options.isEmpty else { return say("there is nothing to copy here") }
    choose(
      Chooser(
        "Copy", options,
        then: .frame { frame, text in
          frame.say("copied \(Count.words(text.count, "character"))")
          frame.send(.copy(text))
        }))
  }

  mutating func showLog() {
    let lines = log.reversed().flatMap { entry -> [Line] in
      let text = entry.text.isEmpty ? entry.commandLine ?? "" : entry.text
      let line = Line("\(Age.words(now - entry.at)) ago  \(text)", entry.isError ? .error : .text)
      guard let command = entry.commandLine, !entry.text.isEmpty else { return [line] }
      return [line, Line("    \(command)", .muted)]
    }
    show(
      Pager(
        title: "What usher did in this session, newest first",
        lines: lines.isEmpty ? ["Nothing yet."] : lines))
  }

  /// Cancels the current work, where that leaves nothing half done.
  mutating func cancelWork() {
    guard let job = cancellableJob else {
      return say("nothing goes on that could be cancelled")
    }
    guard job.effect.isCancellable else {
      return say("\(job.effect.work ?? "this") cannot be cancelled; it ends by itself")
    }
    send(.cancel(job.effect))
  }
}
