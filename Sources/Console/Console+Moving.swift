import Engine
import Provisioning
import Screen

extension Console {
  mutating func go(to tab: Tab) -> [Effect] {
    self.tab = tab
    message = ""
    tasks.isOpen = false
    return reload()
  }

  /// One step back: detail, marks, filter; at the top nothing.
  mutating func back() -> [Effect] {
    message = ""
    guard tab == .tasks else {
      if tab == .directory, !directory.search.isEmpty {
        directory.search = ""
        return reload()
      }
      return []
    }
    if tasks.isOpen {
      tasks.isOpen = false
    } else if !tasks.marks.isEmpty {
      tasks.marks = []
    } else if !tasks.words.isEmpty {
      _ = tasks.setFilter("")
      return reload()
    }
    return []
  }

  /// How many rows a key moves; `nil` where it is no movement.
  func movement(_ key: Key) -> Int? {
    let page = max(1, bodyHeight - 1)
    switch key {
    case .character("j"), .down: return 1
    case .character("k"), .up: return -1
    case .pageDown, .control("f"): return page
    case .pageUp, .control("b"): return -page
    case .character("g"), .home: return -1_000_000_000
    case .character("G"), .end: return 1_000_000_000
    default: return nil
    }
  }

  mutating func move(_ rows: Int) -> [Effect] {
    switch tab {
    case .tasks where tasks.isOpen:
      let count = tasks.detail?.lines.count ?? 0
      tasks.detailTop = max(0, min(count - bodyHeight, tasks.detailTop + rows))
    case .tasks:
      let effects = tasks.move(rows)
      var cursor = ListCursor(index: tasks.index, top: tasks.top)
      cursor.reveal(height: bodyHeight - 1, count: tasks.rows.count)
      tasks.top = cursor.top
      return effects
    case .directory:
      directory.cursor.move(rows, count: directory.users.count)
      directory.cursor.reveal(height: bodyHeight - 1, count: directory.users.count)
    case .rules: rules.move(rows, count: app?.app.definition.rules.count ?? 0)
    case .audit: auditTop = max(0, min(audit.count - 1, auditTop + rows))
    case .connection, .provisioning, .parameters: break
    }
    return []
  }

  /// The rows between the tab line and the message line.
  var bodyHeight: Int { max(0, size.rows - (size.rows < 16 ? 3 : 4)) }
}
