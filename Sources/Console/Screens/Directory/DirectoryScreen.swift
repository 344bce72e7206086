import Engine
import Provisioning
import Screen

/// Users, roles, and the sources that users come from.
struct DirectoryScreen: Screen {
  static let title = "Directory"
  static let editing: (title: String, bindings: [Binding<DirectoryScreen>])? = (
    "A user",
    [
      Binding("user.edit", "Edit", [.enter], "Edits the attribute under the cursor.") {
        screen, frame in _ = screen.pressInForm(.enter, &frame)
      },
      .save, .undo,
    ]
  )

  /// What the list shows.
  enum Shows: Sendable, Hashable {
    case users
    case roles
    case sources
  }

  var shows = Shows.users
  private(set) var search = UserSearch()
  var list = Window<UserRow>()
  var roles = RoleList()
  var sources = SourceList()
  var isOpen = false
  var detail = Pager()
  /// The user whose detail is here.
  var shown: DirectoryUser?
  var editor: UserEditor?
  var testRun: TestRunView?

  var isEditing: Bool { editor != nil }

  mutating func setSearch(_ text: String) {
    search = UserSearch(text)
    list.clear()
  }

  mutating func show(_ user: DirectoryUser, _ lines: [Line]) {
    guard user.id == list.selected else { return }
    if shown?.id != user.id { detail = Pager(title: user.username) }
    shown = user
    detail.lines = user.lines + lines
  }
}

extension DirectoryUser {
  /// What the directory holds of the user.
  var lines: [Line] {
    let attributes = attributes.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
    return [Line("  status: \(status.rawValue)")] + attributes.map { Line($0) }
      + [Line("  roles: \(roles.joined(separator: ", "))"), Line("")]
  }
}
