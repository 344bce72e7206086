/// The users of the directory.
struct DirectoryScreen: Sendable {
  var search = ""
  var users: [UserRow] = []
  var cursor = ListCursor()

  var user: UserRow? { users.indices.contains(cursor.index) ? users[cursor.index] : nil }

  /// Takes the answer to a search, and keeps the chosen user where it is still there.
  mutating func take(_ search: String, _ users: [UserRow]) {
    guard search == self.search else { return }
    let name = user?.username
    self.users = users
    if let index = users.firstIndex(where: { $0.username == name }) { cursor.index = index }
    cursor.move(0, count: users.count)
  }
}
