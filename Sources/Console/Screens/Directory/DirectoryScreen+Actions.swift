import Engine
import Provisioning
import Screen

extension DirectoryScreen {
  mutating func open(_ frame: inout Frame) {
    switch shows {
    case .roles:
      guard let role = roles.selected else { return }
      shows = .users
      setSearch("role:\(role.name.quotedWord)")
      return reload(&frame)
    case .sources:
      isOpen = true
      return sources.open(at: frame.now)
    case .users: break
    }
    isOpen = true
    detail.title = list.row?.user.username ?? ""
    if let user = list.row?.user { frame.request(.loadUser(.name(user.username))) }
  }

  /// Shows the next list, or the one before.
  mutating func switchList(by step: Int) {
    let all: [Shows] = [.users, .roles, .sources]
    let index = (all.firstIndex(of: shows) ?? 0) + step
    shows = all[(index + all.count) % all.count]
    isOpen = false
  }

  func showRoles(_ frame: inout Frame) {
    guard let user = list.row?.user else { return }
    frame.choose(
      Chooser(
        "Roles of \(user.username)", ticked: Set(user.roles), typed: "a new role",
        source: .loadRoles,
        then: .frame { frame, change in
          frame.begin(
            .setRoles(user: user.username, adding: change.adding, removing: change.removing))
        }))
    offerRoles(roles.records, &frame)
    frame.request(.loadRoles)
  }

  /// Fills the list of roles to tick, where it is open; those that are ticked and new stay in it.
  func offerRoles(_ roles: [RoleRecord], _ frame: inout Frame) {
    frame.offer({ $0.options(of: roles) }, for: .loadRoles)
  }

  // MARK: - Users

  func promptNew(_ frame: inout Frame) {
    switch shows {
    case .users:
      frame.prompt(
        Self.newUser,
        then: .screen { (screen: inout DirectoryScreen, frame: inout Frame, text) in
          screen.create(text, &frame)
        })
    case .roles:
      let access = frame.app.map { ", then +\($0.app.name) to give it the app" } ?? ""
      frame.prompt(
        "New role (its name\(access))",
        then: .screen { (screen: inout DirectoryScreen, frame: inout Frame, text) in
          screen.createRole(text, &frame)
        })
    case .sources: break
    }
  }

  /// A line such as `Testers`, or `Testers +portal` for a role that gives the app.
  private mutating func createRole(_ text: String, _ frame: inout Frame) {
    var words = text.split(separator: " ").map(String.init)
    let givesAccess = words.count > 1 && words.last == frame.app.map { "+" + $0.app.name }
    if givesAccess { words.removeLast() }
    let name = words.joined(separator: " ")
    guard !name.isEmpty else { return }
    roles.wantsAccess = givesAccess ? name : nil
    frame.begin(.createRole(name))
  }

  /// Gives the app to a role that was made for it, once it is there; whoever may hold it already is
  /// asked about.
  mutating func giveWantedAccess(_ frame: inout Frame) {
    guard roles.chooseWanted(), shows == .roles, roles.selected?.givesAccess == false else {
      return
    }
    askAccess(&frame)
  }

  private static let newUser = "New user (name key=value …)"

  /// A line such as `ann email=ann@example.com roles=Employees`; a name alone opens the form.
  private mutating func create(_ text: String, _ frame: inout Frame) {
    var words = text.words
    guard !words.isEmpty else { return }
    let name = words.removeFirst()
    var values: [String: String] = [:]
    for word in words {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        frame.promptDrafts[Self.newUser] = text
        return frame.say("'\(word)' is no key=value; n opens the line again", .error)
      }
      values[String(parts[0])] = String(parts[1])
    }
    guard values.isEmpty else { return frame.begin(.saveUser(name, values)) }
    editor = UserEditor(nil, named: name, roles: roles.names)
  }

  /// Edits the user, or reads the source.
  mutating func editOrSync(_ frame: inout Frame) {
    guard shows == .sources else { return edit() }
    if let source = sources.selected { frame.begin(.syncSource(source.name)) }
  }

  private mutating func edit() {
    // As it was last read as a whole, where it was.
    let whole = shown?.id == list.selected ? shown : nil
    editor = UserEditor(whole ?? list.row?.user, roles: roles.names)
  }

  mutating func save(_ frame: inout Frame) {
    guard let editor else { return }
    let problems = editor.problems
    guard problems.isEmpty else {
      self.editor?.form.show(problems)
      return frame.say("not saved: \(problems.values.sorted().first ?? "")", .warning)
    }
    frame.begin(.saveUser(editor.username, editor.values))
  }

  mutating func undo(_ frame: inout Frame) { editor?.form.undo() }

  mutating func back(_ frame: inout Frame) {
    if let editor {
      if editor.form.isDirty {
        frame.say("what was typed is not saved: Ctrl-s saves, u takes it back", .warning)
      } else {
        self.editor = nil
      }
    } else if testRun != nil {
      testRun = nil
    } else if isOpen {
      isOpen = false
    } else if !search.words.isEmpty {
      setSearch("")
      reload(&frame)
    }
  }
}

extension Chooser {
  /// The roles to tick, with those that are ticked and not there yet.
  fileprivate func options(of roles: [RoleRecord]) -> [Option] {
    let known = Set(roles.map { $0.name.lowercased() })
    let own = (ticks ?? []).filter { !known.contains($0.lowercased()) }.sorted()
    return roles.map { role in
      Option(value: role.name, title: "\(role.name)  (\(Count.words(role.members, "user")))")
    } + own.map { Option(value: $0, title: $0) }
  }
}
