import Text
import Engine
import Provisioning
import SCIM
import Sandbox

/// What happens in the directory.
extension World {
  /// The names that people of the directory can have.
  static let names = ["ann", "bob", "cem", "dan", "eve", "fay"]

  /// Somebody of the directory.
  func somebody() -> Staff.Person? { dice.one(of: staff.people) }

  /// Imports some people, new or changed; now and then as the whole directory.
  func importPeople() {
    var named: [Staff.Person] = []
    for name in Self.names where dice.once(in: 3) && !staff.retired.contains(name) {
      var person = staff.person(name) ?? Staff.Person(name: name)
      person.department = (Staff.departments + [nil])[dice.below(4)]
      person.title = dice.once(in: 2) ? nil : "T\(dice.below(3))"
      person.hasRole = true
      named.append(person)
    }
    let replaces = dice.once(in: 12)
    let isDone = act(
      "imports \(named.map(\.name)) \(replaces ? "for all" : "")", at: desk(),
      audit: ["directory.import file"]
    ) { engine in
      // Where nobody of them is named, somebody gives the number.
      let isEverybody = !staff.people.contains { person in named.contains { $0.name == person.name }
      }
      let number = replaces && isEverybody && !staff.people.isEmpty ? staff.people.count : nil
      let entries = named.map { DirectoryEntry(whole: $0.user) }
      _ = try engine.people.importFile(
        replace: replaces, acceptDeletions: number, dryRun: false, source: "file"
      ) { take in
        try entries.forEach(take)
      }
    }
    guard isDone else { return }
    if replaces { staff.people.removeAll { person in !named.contains { $0.name == person.name } } }
    for person in named { staff.put(person) }
  }

  /// Changes one person by hand.
  func changePerson() {
    guard let before = somebody() else {
      if traits.hasSources { return tenantEvent() }
      return traits.hasPeople ? importFile() : importPeople()
    }
    var after = before
    switch dice.below(6) {
    case 0, 1: after.department = (Staff.departments + [nil])[dice.below(4)]
    case 2: after.title = dice.once(in: 3) ? nil : "T\(dice.below(3))"
    case 3: after.lastname = ["Lee", "Kaya", "O'Hara"][dice.below(3)]
    case 4: after.isActive.toggle()
    default: after.name = "\(before.name)\(staff.retired.count)"
    }
    guard after != before, after.name == before.name || staff.person(after.name) == nil else {
      return
    }
    let isDone = act(
      "changes \(before) to \(after)", at: desk(), audit: ["user.set \(after.name)"]
    ) { engine in
      _ = try engine.people.set(before.name) { user in
        let id = user.id
        user = after.user
        user.id = id
      }
    }
    if isDone { staff.put(after, for: before.name) }
  }

  /// Gives the role that gives access, or takes it.
  func changeRole() {
    guard var person = somebody() else { return }
    let audit = "role.\(person.hasRole ? "remove" : "add") \(Staff.role)"
    let isDone = act("\(audit) of \(person.name)", at: desk(), audit: [audit]) { engine in
      _ =
        person.hasRole
        ? try engine.roles.remove(Staff.role, from: [person.name])
        : try engine.roles.add(Staff.role, to: [person.name])
    }
    guard isDone else { return }
    person.hasRole.toggle()
    staff.put(person)
  }

  /// Deletes one person.
  func deletePerson() {
    guard let person = somebody() else { return }
    let isDone = act(
      "deletes \(person.name)", at: desk(), audit: ["user.delete \(person.name)"]
    ) { _ = try $0.people.delete(person.name) }
    guard isDone else { return }
    if let key = person.key { deletedByHand.insert(key) }
    if traits.hasPeople { leave(person) } else { staff.remove(person.name) }
  }
}

/// What people do in the app without usher.
extension World {
  /// Changes the app.
  func meddle() {
    let users = door.app.users
    let groups = door.app.groups
    let user = dice.one(of: users)
    let group = dice.one(of: groups)
    let path = user.map { "/Users/\(Self.id($0))" } ?? ""
    switch dice.below(7) {
    case 0 where user != nil:
      patch(path, PatchOperation(.replace, "title", .string("M\(dice.below(3))")))
    // Whoever was invited shows inactive, so that nobody can tell that somebody else did it.
    case 1 where user != nil && !traits.profile.quirks.invites:
      patch(path, PatchOperation(.replace, "active", .bool(dice.once(in: 2))))
    case 2 where user != nil: behind("DELETE", path)
    case 3: makeStranger()
    case 4, 5:
      guard let user, let group else { return }
      meddle(with: group, user)
    case 6 where group != nil:
      let id = group.map(Self.id) ?? ""
      outsiders[id] = nil
      behind("DELETE", "/Groups/\(id)")
    default: return
    }
  }

  /// Somebody gives a group another name in the app.
  func renameGroup() {
    guard let group = dice.one(of: door.app.groups) else { return }
    let name = "Team \(actions)"
    patch("/Groups/\(Self.id(group))", PatchOperation(.replace, "displayName", .string(name)))
  }

  /// Changes in the store what an approved task sends.
  func tamper() throws {
    let filter = TaskFilter(statuses: [.approved])
    let approved = try store.read { try $0.tasks.tasks(filter, before: nil, limit: 100) }
    guard var task = dice.one(of: approved.filter { $0.request.method != "GET" }) else { return }
    task.request.path += "0"
    try store.write { try $0.tasks.save(task) }
    trace.note(scheduler.now, "somebody changes the request of task \(task.id) in the store")
  }

  /// An account that nobody of usher's made: a guest's, or one of a name of the directory.
  private func makeStranger() {
    let name = dice.once(in: 2) ? "guest\(dice.below(3))" : Self.names[dice.below(6)]
    // Two of one name are for people to settle, and nobody here would.
    let isTaken =
      staff.retired.contains(name)
      || door.app.users.contains { $0["userName"]?.string == name }
    guard !isTaken, !door.appIsForgiving else { return }
    behind(
      "POST", "/Users", ["schemas": [.string(Schema.user.id)], "userName": .string(name)])
  }

  private func meddle(with group: JSONValue, _ user: JSONValue) {
    let id = Self.id(user)
    let path = "/Groups/\(Self.id(group))"
    if dice.once(in: 2) {
      outsiders[Self.id(group), default: []].insert(id)
      patch(path, PatchOperation(.add, "members", [["value": .string(id)]]))
    } else {
      let member = AttributePath(attribute: "members", filter: .equals("value", id))
      patch(path, PatchOperation(.remove, member))
    }
  }

  private func patch(_ path: String, _ operation: PatchOperation) {
    behind("PATCH", path, Patch.body([operation]))
  }

  private func behind(_ method: String, _ path: String, _ body: JSONValue? = nil) {
    let response = door.behind(method, path, body)
    trace.note(scheduler.now, "somebody \(method) \(path) \(body?.text ?? "") → \(response.status)")
  }

  /// The id of a resource.
  static func id(_ resource: JSONValue) -> String { resource["id"]?.scalarText ?? "" }
}
