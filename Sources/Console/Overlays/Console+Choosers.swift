import Engine
import Provisioning
import SCIM
import Screen

extension Console {
  mutating func press(_ key: Key, in chooser: Chooser) -> [Effect] {
    var chooser = chooser
    let count = chooser.found.count
    let height = max(1, overlayArea.rows - 3)
    switch key {
    case .escape:
      overlays.removeLast()
      return []
    case .down: chooser.cursor.move(.by(1), count: count, height: height)
    case .up: chooser.cursor.move(.by(-1), count: count, height: height)
    case .pageDown: chooser.cursor.move(.page(1), count: count, height: height)
    case .pageUp: chooser.cursor.move(.page(-1), count: count, height: height)
    case .character(" ") where chooser.ticks != nil: chooser.toggle()
    case .enter where chooser.ticks != nil: chooser.toggle()
    case .control("s") where chooser.ticks != nil: return finishTicks(chooser)
    case .enter:
      overlays.removeLast()
      guard chooser.found.indices.contains(chooser.cursor.index) else { return [] }
      return take(chooser.found[chooser.cursor.index].value, for: chooser.purpose)
    default:
      guard chooser.filter.press(key) else { return [] }
      overlays[overlays.count - 1] = .chooser(chooser)
      return afterTypingInOverlay()
    }
    overlays[overlays.count - 1] = .chooser(chooser)
    return []
  }

  private mutating func take(_ value: String, for purpose: Chooser.Purpose) -> [Effect] {
    switch purpose {
    case .field(let id):
      form?.set(id, value)
      form?.leave()
      return formChanged()
    case .sample:
      return request(.loadSample(value))
    case .copy:
      say("copied \(Count.words(value.count, "character"))")
      return [.copy(value)]
    case .theme:
      say("theme \(value); to keep it, write theme: \(value) into console.yaml of your settings")
      return [.theme(value)]
    case .roles: return []
    }
  }

  /// Offers the themes.
  mutating func showThemes() {
    let options = settings.themes.map { Chooser.Option(value: $0, title: $0) }
    overlays.append(.chooser(Chooser(purpose: .theme, title: "Theme", options: options)))
  }

  private mutating func finishTicks(_ chooser: Chooser) -> [Effect] {
    overlays.removeLast()
    guard case .roles(let user) = chooser.purpose, let ticks = chooser.ticks else { return [] }
    let adding = ticks.subtracting(chooser.ticksBefore).sorted()
    let removing = chooser.ticksBefore.subtracting(ticks).sorted()
    guard !adding.isEmpty || !removing.isEmpty else { return [] }
    return begin(.setRoles(user: user, adding: adding, removing: removing))
  }

  /// Offers what can be copied of what is chosen; never a token.
  mutating func showCopyMenu() {
    let options = copyable.filter { !$0.value.isEmpty }
    guard !options.isEmpty else { return say("there is nothing to copy here") }
    overlays.append(.chooser(Chooser(purpose: .copy, title: "Copy", options: options)))
  }

  private var copyable: [Chooser.Option] {
    switch tab {
    case .tasks:
      guard let task = tasks.list.row?.task else { return [] }
      let request = task.request
      return [
        option("name", task.name), option("id", String(task.id)),
        option("request", "\(request.method) \(request.path)"),
        option("body", request.body?.prettyText ?? ""), option("error", task.error?.advice ?? ""),
        option("command line", "usher tasks show \(task.id)"),
      ]
    case .directory:
      guard let user = directory.list.row?.user, directory.shows == .users else { return [] }
      return [
        option("username", user.username), option("e-mail", user.attributes["email"] ?? ""),
        option("command line", "usher users show \(user.username.quotedForShell)"),
      ]
    case .rules: return [option("rule", rules.selected(app)?.name ?? "")]
    case .parameters:
      let row = selectedParameter
      return [option("attribute", row?.path ?? ""), option("value", row?.value ?? "")]
    case .audit:
      guard let entry = audit.list.row?.entry else { return [] }
      return [option("subject", entry.subject), option("hash", entry.hash)]
    case .connection, .provisioning:
      return [
        option("base URL", app?.app.definition.connection.baseURL ?? ""),
        option("API status", app?.app.api.detail ?? ""),
      ]
    }
  }

  private func option(_ name: String, _ value: String) -> Chooser.Option {
    Chooser.Option(value: value, title: "\(name): \(value.visible(upTo: 200))")
  }
}
