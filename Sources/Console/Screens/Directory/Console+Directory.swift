import Engine
import Provisioning
import Screen

extension Console {
  mutating func reloadDirectory() -> [Effect] {
    var effects = request(
      .loadUsers(search: directory.search, role: directory.role, directory.list.refresh))
    effects += request(.loadRoles)
    if isDetailShown, let user = directory.list.row?.user {
      effects += request(.loadUser(user.username))
    }
    return effects
  }

  func directoryReason(_ id: String, _ noApp: String?) -> String? {
    let isUsers = directory.shows == .users
    let isOpen = directory.isOpen || directory.testRun != nil
    if isOpen, ["open", "search", "switch", "new"].contains(id.dropFirst(10)) {
      return Self.inDetail
    }
    let none =
      isUsers
      ? (directory.list.row == nil ? "there is no user" : nil)
      : (directory.selectedRole == nil ? "there is no role" : nil)
    switch id {
    case "directory.open", "directory.delete": return none
    case "directory.set", "directory.roles": return isUsers ? none : "choose a user: ←"
    case "directory.testRun": return isUsers ? none ?? noApp : "choose a user: ←"
    case "directory.access": return isUsers ? "choose a role: →" : none ?? noApp
    default: return nil
    }
  }

  mutating func performDirectory(_ id: String) -> [Effect] {
    switch id {
    case "directory.open": return openInDirectory()
    case "directory.search":
      directory.shows = .users
      typing = TextField(directory.words)
    case "directory.switch":
      directory.shows = directory.shows == .users ? .roles : .users
      directory.isOpen = false
    case "directory.new":
      if directory.shows == .users {
        open(.newUser, "New user (name key=value …)")
      } else {
        open(.newRole, "New role")
      }
    case "directory.set":
      directory.editor = UserEditor(
        directory.shownUser ?? directory.list.row?.user, roles: directory.roles.map(\.name))
    case "directory.roles": return showRoles()
    case "directory.access": return askAccess()
    case "directory.testRun": askTestRun()
    case "directory.delete": askDeletion()
    default: break
    }
    return []
  }

  private mutating func openInDirectory() -> [Effect] {
    if directory.shows == .roles {
      guard let role = directory.selectedRole else { return [] }
      directory.shows = .users
      directory.setSearch("role:\(role.name.quotedWord)")
      return reloadDirectory()
    }
    directory.isOpen = true
    directory.detail.title = directory.list.row?.user.username ?? ""
    return directory.list.row.map { request(.loadUser($0.user.username)) } ?? []
  }

  private mutating func showRoles() -> [Effect] {
    guard let user = directory.list.row?.user else { return [] }
    let held = Set(user.roles)
    var chooser = Chooser(
      purpose: .roles(user.username), title: "Roles of \(user.username)", options: [], ticks: held,
      ticksBefore: held)
    chooser.offer(
      directory.roles.map { RoleRecord(name: $0.name, members: $0.members) })
    overlays.append(.chooser(chooser))
    return request(.loadRoles)
  }

  private mutating func askTestRun() {
    guard let app, let user = directory.list.row?.user.username else { return }
    ask(
      Dialog(
        title: "TEST RUN \(user)",
        lines: [
          Line("This creates, changes and deletes the account of \(user) in \(app.app.name)."),
          Line("Only where there is none yet; each step is confirmed."),
        ],
        answers: [
          Dialog.Answer(
            "y", "run the test", .effects([.testRun(app: app.app.name, user: user)]))
        ], openedAt: now))
  }

  mutating func startTestRun(_ app: String, _ user: String) {
    directory.testRun = TestRunView(app: app, user: user)
    directory.isOpen = false
  }

  private mutating func askDeletion() {
    if directory.shows == .roles {
      guard let role = directory.selectedRole else { return }
      let users = Count.words(role.members, "user")
      var lines = [Line("This takes the role from \(users) and forgets it.")]
      if role.givesAccess {
        lines.append(
          Line("It gives access: their accounts are treated as the policy says.", .warning))
      }
      return ask(
        Dialog(
          title: "DELETE THE ROLE \(role.name)", lines: lines,
          answers: [Dialog.Answer("y", "delete", .effects([.deleteRole(role.name)]))],
          openedAt: now))
    }
    guard let user = directory.list.row?.user.username else { return }
    ask(
      Dialog(
        title: "DELETE \(user)",
        lines: [
          Line("This takes \(user) out of the directory.")
        ] + apps.prefix(6).map(Self.leaverLine),
        answers: [Dialog.Answer("y", "delete", .effects([.deleteUser(user)]))], openedAt: now))
  }

  /// What becomes of an account of somebody who leaves the directory.
  private static func leaverLine(_ overview: AppOverview) -> Line {
    let name = overview.app.name.visible(upTo: 40)
    return switch overview.app.definition.provisioning.whenDeleted {
    case .delete:
      Line("An account in \(name) is deleted. \(overview.app.ways.deletion.warning)", .warning)
    case .suspend: Line("An account in \(name) is suspended.")
    case .nothing: Line("An account in \(name) stays as it is.")
    }
  }

  /// Giving or taking the app touches everyone who holds the role, so it asks.
  private mutating func askAccess() -> [Effect] {
    guard let app, let role = directory.selectedRole else { return [] }
    let before = app.app.definition
    var after = before
    if role.givesAccess {
      after.roles.removeAll { $0.lowercased() == role.name.lowercased() }
    } else {
      after.roles.append(role.name)
    }
    let effect = Effect.saveApp(from: before, to: after, secret: nil)
    if role.members == 0 { return begin(effect) }
    let what = role.givesAccess ? "takes \(app.app.name) from" : "gives \(app.app.name) to"
    ask(
      Dialog(
        title: role.givesAccess ? "TAKE THE APP" : "GIVE THE APP",
        lines: [
          Line("This \(what) \(Count.words(role.members, "user")) who hold \(role.name)."),
          Line("Tasks are filed at once, where provisioning is enabled."),
        ],
        answers: [
          Dialog.Answer("y", role.givesAccess ? "take" : "give", .effects([effect]))
        ], openedAt: now))
    return []
  }

  // MARK: - Making and editing users

  /// A line such as `ann email=ann@example.com roles=Employees`; a name alone opens the form.
  mutating func newUser(_ text: String) -> [Effect] {
    var words = text.words
    guard !words.isEmpty else { return [] }
    let name = words.removeFirst()
    var values: [String: String] = [:]
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        promptDrafts[.newUser] = text
        say("'\(word)' is no key=value; n opens the line again", .error)
        return []
      }
      values[String(parts[0])] = String(parts[1])
    }
    guard values.isEmpty else { return begin(.saveUser(name, values)) }
    directory.editor = UserEditor(nil, named: name, roles: directory.roles.map(\.name))
    return []
  }

  mutating func saveUser() -> [Effect] {
    guard let editor = directory.editor else { return [] }
    let problems = editor.problems
    guard problems.isEmpty else {
      directory.editor?.form.show(problems)
      say("not saved: \(problems.values.sorted().first ?? "")", .warning)
      return []
    }
    return begin(.saveUser(editor.username, editor.values))
  }

  mutating func directoryBack() -> [Effect] {
    if let editor = directory.editor {
      if editor.form.isDirty {
        say("what was typed is not saved: Ctrl-s saves, u takes it back", .warning)
      } else {
        directory.editor = nil
      }
    } else if directory.testRun != nil {
      directory.testRun = nil
    } else if directory.isOpen {
      directory.isOpen = false
    } else if !directory.words.isEmpty {
      directory.setSearch("")
      return reloadDirectory()
    }
    return []
  }

  // MARK: - Answers and moving

  mutating func take(
    _ search: String, _ role: String?, _ place: ListPlace, _ page: Page<UserRow>
  ) -> [Effect] {
    if case .chooser(var chooser)? = overlays.last, chooser.purpose == .sample,
      chooser.filter.text == search
    {
      chooser.options = page.rows.map { row in
        let email = row.user.attributes["email"] ?? ""
        return Chooser.Option(value: row.user.username, title: "\(row.user.username)  \(email)")
      }
      overlays[overlays.count - 1] = .chooser(chooser)
    }
    guard search == directory.search, role == directory.role else { return [] }
    let before = directory.list.selected
    directory.list.take(page.rows, at: place, total: page.total)
    directory.list.reveal(height: max(1, listArea.rows - 2))
    if let place = directory.list.takePushedOut() {
      return request(.loadUsers(search: search, role: role, place))
    }
    if let departed = directory.list.takeDeparted(), message.text.isEmpty, tab == .directory {
      say("\(departed.user.username) left the list")
    }
    guard isDetailShown, tab == .directory, directory.list.selected != before,
      let user = directory.list.row?.user
    else { return [] }
    return request(.loadUser(user.username))
  }

  mutating func moveInDirectory(_ step: ListStep, _ height: Int) -> [Effect] {
    if directory.isOpen {
      directory.detail.move(step, area: layout.body)
      return []
    }
    if directory.shows == .roles {
      directory.rolesCursor.move(step, count: directory.roles.count, height: height)
      return []
    }
    let before = directory.list.selected
    let place = directory.list.move(step, height: height)
    directory.list.reveal(height: height)
    var effects =
      place.map { request(.loadUsers(search: directory.search, role: directory.role, $0)) } ?? []
    if isDetailShown, directory.list.selected != before, let user = directory.list.row?.user {
      effects += request(.loadUser(user.username))
    }
    return effects
  }
}

extension DirectoryScreen {
  /// The chosen user as it was last read as a whole.
  fileprivate var shownUser: DirectoryUser? { shown?.id == list.selected ? shown : nil }
}
