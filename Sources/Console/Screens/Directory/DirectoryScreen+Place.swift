import Provisioning

/// Where other screens lead to.
extension DirectoryScreen {
  static func has(_ place: Place) -> Bool {
    switch place {
    case .user, .sources: true
    case .connection, .tasks, .tab: false
    }
  }

  mutating func arrive(at place: Place, _ frame: inout Frame) {
    guard case .user(let name) = place, editor == nil else { return }
    shows = .users
    setSearch(name.quotedWord)
    reload(&frame)
  }
}
