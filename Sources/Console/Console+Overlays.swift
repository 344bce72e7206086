import Screen

extension Console {
  mutating func paste(_ text: String) -> [Effect] {
    // Into a line that is typed, or nowhere: pasted text never runs a command.
    guard case .prompt(var prompt) = overlay else { return [] }
    prompt.text += text.filter { !$0.isNewline }
    overlay = .prompt(prompt)
    return []
  }

  mutating func pressInOverlay(_ key: Key) -> [Effect] {
    switch overlay {
    case .help(let filter, let cursor): return pressInHelp(key, filter, cursor)
    case .dialog(let dialog): return press(key, in: dialog)
    case .prompt(let prompt): return press(key, in: prompt)
    case .text(let title, let lines, let top):
      if key == .escape || key == .character("q") || key == .enter {
        overlay = nil
      } else if let rows = movement(key) {
        let last = max(0, lines.count - max(1, bodyHeight - 2))
        overlay = .text(title: title, lines: lines, top: max(0, min(last, top + rows)))
      }
    case nil: break
    }
    return []
  }

  /// The actions whose title or key holds the text.
  func palette(_ filter: String) -> [Action] {
    let text = filter.lowercased()
    return actions().filter { action in
      text.isEmpty || action.title.lowercased().contains(text)
        || action.keys.contains { $0.description.lowercased() == text }
    }
  }

  private mutating func pressInHelp(_ key: Key, _ filter: String, _ cursor: Int) -> [Effect] {
    let found = palette(filter)
    switch key {
    case .escape: overlay = nil
    case .down: overlay = .help(filter: filter, cursor: min(found.count - 1, cursor + 1))
    case .up: overlay = .help(filter: filter, cursor: max(0, cursor - 1))
    case .backspace: overlay = .help(filter: String(filter.dropLast()), cursor: 0)
    case .character(let character):
      overlay = .help(filter: filter + String(character), cursor: 0)
    case .enter:
      overlay = nil
      if found.indices.contains(cursor) { return perform(found[cursor]) }
    default: break
    }
    return []
  }

  private mutating func press(_ key: Key, in dialog: Dialog) -> [Effect] {
    if now - dialog.openedAt < Dialog.quiet { return [] }
    var dialog = dialog
    switch (key, dialog.number) {
    case (.escape, _), (.character("n"), nil), (.enter, nil): overlay = nil
    case (.character("y"), nil): return answer(dialog)
    case (.enter, let number?):
      if Int(dialog.typed) == number { return answer(dialog) }
      overlay = nil
      say("nothing was done: the number was another one")
    case (.backspace, _?):
      dialog.typed = String(dialog.typed.dropLast())
      overlay = .dialog(dialog)
    case (.character(let digit), _?) where digit.isWholeNumber:
      dialog.typed.append(digit)
      overlay = .dialog(dialog)
    default: break
    }
    return []
  }

  private mutating func answer(_ dialog: Dialog) -> [Effect] {
    overlay = nil
    tasks.marks = []
    working = dialog.yes
    return dialog.effects
  }

  private mutating func press(_ key: Key, in prompt: Prompt) -> [Effect] {
    var prompt = prompt
    switch key {
    case .escape:
      overlay = nil
      return []
    case .backspace: prompt.text = String(prompt.text.dropLast())
    case .control("u"): prompt.text = ""
    case .character(let character): prompt.text.append(character)
    case .enter:
      overlay = nil
      return finish(prompt)
    default: break
    }
    overlay = .prompt(prompt)
    return prompt.purpose == .filter || prompt.purpose == .search ? live(prompt) : []
  }

  /// A filter works while it is typed; what is not a filter yet changes nothing.
  private mutating func live(_ prompt: Prompt) -> [Effect] {
    if prompt.purpose == .search {
      directory.search = prompt.text
      return [.loadUsers(search: prompt.text)]
    }
    return tasks.setFilter(prompt.text) == nil ? tasks.reload() : []
  }

  private mutating func finish(_ prompt: Prompt) -> [Effect] {
    switch prompt.purpose {
    case .filter:
      if let problem = tasks.setFilter(prompt.text) { say(problem, isError: true) }
      return tasks.reload()
    case .search: return live(prompt)
    case .newUser:
      var words = prompt.text.split(separator: " ").map(String.init)
      guard !words.isEmpty else { return [] }
      let name = words.removeFirst()
      return set(name, words)
    case .attributes(let user): return set(user, prompt.text.split(separator: " ").map(String.init))
    case .role:
      guard let user = directory.user?.username, !prompt.text.isEmpty else { return [] }
      let isAdded = !prompt.text.hasPrefix("-")
      let role = isAdded ? prompt.text : String(prompt.text.dropFirst())
      return [.changeRole(role, user: user, isAdded: isAdded)]
    }
  }

  private mutating func set(_ user: String, _ words: [String]) -> [Effect] {
    var values: [String: String] = [:]
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        say("'\(word)' is no key=value", isError: true)
        return []
      }
      values[String(parts[0])] = String(parts[1])
    }
    return [.setUser(user, values)]
  }
}
