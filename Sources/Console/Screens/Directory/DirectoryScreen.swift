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

  /// A role in the list.
  struct RoleRow: Sendable, Hashable {
    var name: String
    var members: Int
    /// Whether it gives access to the app.
    var givesAccess: Bool
  }

  var shows = Shows.users
  /// What is searched for, as it was typed: `role:Sales ann`.
  private(set) var words = ""
  private(set) var search = ""
  private(set) var role: String?
  var list = Window<UserRow>()
  private(set) var roles: [RoleRow] = []
  var rolesCursor = ListCursor()
  /// The role that is being made and is to give the app.
  var wantsAccess: String?
  var sources = SourceList()
  var isOpen = false
  var detail = Pager()
  /// The user whose detail is here.
  var shown: DirectoryUser?
  var editor: UserEditor?
  var testRun: TestRunView?

  var isEditing: Bool { editor != nil }

  var selectedRole: RoleRow? {
    roles.indices.contains(rolesCursor.index) ? roles[rolesCursor.index] : nil
  }

  mutating func setSearch(_ text: String) {
    words = text
    var rest: [String] = []
    var role: String?
    for word in text.words {
      if word.lowercased().hasPrefix("role:") {
        role = String(word.dropFirst(5))
      } else {
        rest.append(word)
      }
    }
    search = rest.joined(separator: " ")
    self.role = role?.isEmpty == true ? nil : role
    list.clear()
  }

  mutating func takeRoles(_ roles: [RoleRecord], access: [String]) {
    let name = selectedRole?.name
    let given = Set(access.map { $0.lowercased() })
    self.roles = roles.map {
      RoleRow(
        name: $0.name, members: $0.members, givesAccess: given.contains($0.name.lowercased()))
    }
    if let index = self.roles.firstIndex(where: { $0.name == name }) { rolesCursor.index = index }
    rolesCursor = rolesCursor.revealed(height: 1, count: self.roles.count)
  }

  mutating func show(_ user: DirectoryUser, _ lines: [Line]) {
    guard user.id == list.selected else { return }
    if shown?.id != user.id { detail = Pager(title: user.username) }
    shown = user
    detail.lines = [Line(user.username, .heading)] + user.lines + lines
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
