import Engine
import Screen

extension Console {
  /// A filter is typed in the title of its list, and works while it is typed.
  mutating func pressWhileTyping(_ key: Key) -> [Effect] {
    switch key {
    case .enter, .escape, .control("c"):
      typing = nil
      return []
    case .up: return move(.by(-1))
    case .down: return move(.by(1))
    case .pageUp: return move(.page(-1))
    case .pageDown: return move(.page(1))
    default:
      guard typing?.press(key) == true else { return [] }
      return filterChanged()
    }
  }

  mutating func filterChanged() -> [Effect] {
    guard let text = typing?.text else { return [] }
    switch tab {
    case .tasks: return setTaskFilter(text)
    case .directory:
      directory.setSearch(text)
      return reloadDirectory()
    case .audit:
      audit.setSearch(text)
      return request(.loadAudit(search: audit.search, .first))
    case .connection, .provisioning, .parameters, .rules: return []
    }
  }
}
