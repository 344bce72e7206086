import Engine
import Provisioning
import Screen

/// Users and roles.
struct DirectoryScreen: Sendable {
  /// What the list shows.
  enum Shows: Sendable, Hashable {
    case users
    case roles
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
  var isOpen = false
  var detail = Pager()
  /// The user whose detail is here.
  var shown: DirectoryUser?
  var editor: UserEditor?
  var testRun: TestRunView?

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

  mutating func take(_ roles: [RoleRecord], access: [String]) {
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
    let attributes = user.attributes.sorted { $0.key < $1.key }.map { "  \($0.key): \($0.value)" }
    detail.lines =
      [Line(user.username, .heading), Line("  status: \(user.status.rawValue)")]
      + attributes.map { Line($0) }
      + [Line("  roles: \(user.roles.joined(separator: ", "))"), Line("")] + lines
  }
}

/// A test run as it goes on.
struct TestRunView: Sendable, Hashable {
  var app: String
  var user: String
  var steps: [TestStep] = []
  var isRunning = true

  mutating func take(_ app: String, _ user: String, _ step: TestStep) {
    guard app == self.app, user == self.user else { return }
    steps.append(step)
  }

  /// The run as a checklist.
  var lines: [Line] {
    var lines = [Line("Test run of \(user) in \(app)", .heading), Line("")]
    for (index, name) in TestStep.names.enumerated() {
      if index < steps.count {
        let step = steps[index]
        lines.append(
          Line(
            "[\(step.passed ? "x" : "!")] \(step.name): \(step.passed ? "passed" : "FAILED")",
            step.passed ? .success : .error))
        lines.append(Line("    \(step.detail)"))
      } else {
        let isNext = index == steps.count && isRunning
        lines.append(Line("[ ] \(name)\(isNext ? ": running" : "")", isNext ? .running : .muted))
      }
    }
    let passed = steps.count == TestStep.names.count && steps.allSatisfy(\.passed)
    if !isRunning {
      lines += [
        Line(""),
        passed
          ? Line("passed: the app creates, updates and deletes as it should", .success)
          : Line("FAILED: the steps behind the failed one were not tried", .error),
      ]
    }
    return lines
  }
}

/// A user while it is edited.
struct UserEditor: Sendable, Hashable {
  /// The user as it is; `nil` for a new one.
  var original: DirectoryUser?
  var form: Form

  init(_ user: DirectoryUser?, named name: String = "", roles: [String]) {
    original = user
    var fields: [FormField] =
      user == nil
      ? [.text("username", "Username", name, help: "Unique in the directory.")] : []
    let custom = (user?.attributes.keys.sorted() ?? []).filter {
      !DirectoryUser.knownAttributes.contains($0)
    }
    fields += DirectoryUser.knownAttributes.map { .text($0, $0, user?.attributes[$0] ?? "") }
    fields += custom.map { .text($0, $0, user?.attributes[$0] ?? "") }
    fields.append(
      .choice(
        "status", "status", user?.status.rawValue ?? "active",
        UserStatus.allCases.map { ($0.rawValue, $0.rawValue) },
        help: "A suspended user's account is treated as the policy says."))
    var held = FormField.text(
      "roles", "roles", user?.roles.joined(separator: ", ") ?? "",
      help: "Names between commas; a role of the app gives an account.")
    held.completions = roles
    fields.append(held)
    form = Form(fields)
    if user == nil {
      if !name.isEmpty { form.step(1) }
      form.enter()
    }
  }

  var username: String { original?.username ?? form["username"] }

  var problems: [String: String] {
    original == nil && form["username"].isEmpty ? ["username": "a user needs a username"] : [:]
  }

  /// What is different, by key of the command line.
  var values: [String: String] {
    var values: [String: String] = [:]
    for field in form.fields where field.id != "username" {
      let before: String =
        switch field.id {
        case "status": original?.status.rawValue ?? "active"
        case "roles": original?.roles.joined(separator: ", ") ?? ""
        default: original?.attributes[field.id] ?? ""
        }
      guard field.value != before else { continue }
      values[field.id] =
        field.id == "roles"
        ? FieldCheck.names(field.value).joined(separator: ";") : field.value
    }
    return values
  }
}
