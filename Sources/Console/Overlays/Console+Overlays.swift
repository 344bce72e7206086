import Engine
import Provisioning
import Screen

extension Console {
  mutating func pressInOverlay(_ key: Key) -> [Effect] {
    guard let overlay = overlays.last else { return [] }
    if key == .control("c"), work.jobs.contains(where: { $0.effect.work != nil }) == false {
      return closeOverlay()
    }
    switch overlay {
    case .palette(let palette): return press(key, in: palette)
    case .dialog(let dialog): return press(key, in: dialog)
    case .prompt(let prompt): return press(key, in: prompt)
    case .pager(let pager): return press(key, in: pager)
    case .chooser(let chooser): return press(key, in: chooser)
    }
  }

  /// Closes what lies on top; the text of a prompt is kept for the next time.
  @discardableResult
  private mutating func closeOverlay() -> [Effect] {
    if case .prompt(let prompt)? = overlays.popLast(), !prompt.input.text.isEmpty {
      promptDrafts[prompt.purpose] = prompt.input.text
    }
    return []
  }

  private mutating func put(_ overlay: Overlay) {
    guard !overlays.isEmpty else { return }
    overlays[overlays.count - 1] = overlay
  }

  mutating func afterTypingInOverlay() -> [Effect] {
    guard case .chooser(var chooser)? = overlays.last else { return [] }
    chooser.cursor = ListCursor()
    put(.chooser(chooser))
    guard chooser.purpose == .sample else { return [] }
    return request(.loadUsers(search: chooser.filter.text, role: nil, .first))
  }

  // MARK: - The palette

  /// The actions whose title or key holds the text.
  func palette(_ filter: String) -> [Action] {
    if filter.isEmpty { return actions() }
    // By how well it fits, and where it fits as well, in the order of the table.
    let ranked = actions().enumerated().compactMap { index, action in
      action.fit(filter).map { (fit: $0, index: index, action: action) }
    }
    return ranked.sorted { ($0.fit, $0.index) < ($1.fit, $1.index) }.map(\.action)
  }

  private mutating func press(_ key: Key, in palette: Palette) -> [Effect] {
    var palette = palette
    let found = self.palette(palette.filter.text)
    let height = max(1, overlayArea.rows - 3)
    switch key {
    case .escape: return closeOverlay()
    case .down: palette.cursor.move(.by(1), count: found.count, height: height)
    case .up: palette.cursor.move(.by(-1), count: found.count, height: height)
    case .pageDown: palette.cursor.move(.page(1), count: found.count, height: height)
    case .pageUp: palette.cursor.move(.page(-1), count: found.count, height: height)
    case .enter:
      closeOverlay()
      message = Message()
      guard found.indices.contains(palette.cursor.index) else { return [] }
      return perform(found[palette.cursor.index], by: key)
    default:
      guard palette.filter.press(key) else { return [] }
      palette.cursor = ListCursor()
    }
    put(.palette(palette))
    return []
  }

  // MARK: - Dialogs

  private mutating func press(_ key: Key, in dialog: Dialog) -> [Effect] {
    if now - dialog.openedAt < Dialog.quiet { return [] }
    if key == .escape { return closeOverlay() }
    if dialog.number != nil { return press(key, typingIn: dialog) }
    switch key {
    case .enter, .character("n"): return closeOverlay()
    case .character(let letter) where key != dialog.openedBy:
      guard let answer = dialog.answers.first(where: { $0.letter == letter }) else { return [] }
      return take(answer)
    default: return []
    }
  }

  /// A number that is another one is a no.
  private mutating func press(_ key: Key, typingIn dialog: Dialog) -> [Effect] {
    var dialog = dialog
    switch key {
    case .enter:
      if let answer = dialog.answers.first, Int(dialog.typed) == dialog.number {
        return take(answer)
      }
      closeOverlay()
      say("nothing was done: the number was another one", .warning)
      return []
    case .backspace: dialog.typed = String(dialog.typed.dropLast())
    case .character(let digit) where digit.isASCII && digit.isNumber:
      if dialog.typed.count < 12 { dialog.typed.append(digit) }
    default: return []
    }
    put(.dialog(dialog))
    return []
  }

  private mutating func take(_ answer: Dialog.Answer) -> [Effect] {
    closeOverlay()
    switch answer.consequence {
    case .saveAndQuit: return saveAndQuit()
    case .effects(let effects):
      if effects.contains(where: \.isDecision) { tasks.clearMarks() }
      return effects.flatMap { effect in
        if case .testRun(let app, let user) = effect { startTestRun(app, user) }
        return effect == .quit ? [.quit] : begin(effect)
      }
    }
  }

  // MARK: - Prompts

  mutating func open(_ purpose: Prompt.Purpose, _ label: String) {
    let text = promptDrafts.removeValue(forKey: purpose) ?? ""
    overlays.append(.prompt(Prompt(purpose: purpose, label: label, input: TextField(text))))
  }

  private mutating func press(_ key: Key, in prompt: Prompt) -> [Effect] {
    var prompt = prompt
    switch key {
    case .escape: return closeOverlay()
    case .enter:
      overlays.removeLast()
      return finish(prompt)
    default:
      guard prompt.input.press(key) else { return [] }
      put(.prompt(prompt))
      return []
    }
  }

  private mutating func finish(_ prompt: Prompt) -> [Effect] {
    let text = prompt.input.text
    switch prompt.purpose {
    case .find:
      find(text)
      return []
    case .newRole: return text.isEmpty ? [] : begin(.createRole(text))
    case .newUser: return newUser(text)
    }
  }

  // MARK: - Long texts

  private mutating func press(_ key: Key, in pager: Pager) -> [Effect] {
    var pager = pager
    switch key {
    case .escape, .character("q"), .enter: return closeOverlay()
    case .character("/"):
      open(.find, "Find")
      return []
    case .character("n"): pager.goToMatch(1, area: overlayArea)
    case .character("N"): pager.goToMatch(-1, area: overlayArea)
    default:
      guard let step = step(key) else { return [] }
      pager.move(step, area: overlayArea)
    }
    put(.pager(pager))
    return []
  }

  /// Finds a text in what is open: a long text over the screen, or a detail.
  private mutating func find(_ text: String) {
    if case .pager(var pager)? = overlays.last {
      pager.search(text, area: overlayArea)
      put(.pager(pager))
    } else {
      let area = layout.body
      openDetail?.search(text, area: area)
    }
  }

  mutating func showLog() {
    let lines = log.reversed().flatMap { entry -> [Line] in
      let text = entry.text.isEmpty ? entry.commandLine ?? "" : entry.text
      let line = Line(
        "\(Age.words(now - entry.at)) ago  \(text)", entry.isError ? .error : .text)
      guard let command = entry.commandLine, !entry.text.isEmpty else { return [line] }
      return [line, Line("    \(command)", .muted)]
    }
    overlays.append(
      .pager(
        Pager(
          title: "What usher did in this session, newest first",
          lines: lines.isEmpty ? ["Nothing yet."] : lines)))
  }
}

extension Effect {
  /// Whether it decides about tasks.
  fileprivate var isDecision: Bool {
    switch self {
    case .decide, .decideAll: true
    default: false
    }
  }
}
