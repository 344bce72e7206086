import Text
import Provisioning
import SCIM

/// Makes, gives, takes and deletes roles.
public struct RoleChanges: Sendable {
  let store: any Store
  let time: any TimeSource
  let actor: Actor
  let evaluations: Evaluations

  /// Makes a role that nobody holds yet.
  ///
  /// - Returns: whether it is new.
  public func create(_ name: String) throws -> Bool {
    try store.write { try create(name, in: $0) }
  }

  private func create(_ name: String, in session: any StoreSession) throws -> Bool {
    let name = name.split(separator: " ").joined(separator: " ")
    guard !name.isEmpty, !name.contains(";") else {
      throw EngineError.invalid("a role needs a name without semicolons, since they separate roles")
    }
    if try session.directory.role(named: name) != nil { return false }
    try session.directory.createRole(name)
    try session.audit.add(at: time.now(), actor, "role.create", name, [:])
    return true
  }

  /// Gives roles to a user and takes others away, all of it or nothing; a role that is not there yet
  /// is made. The user is evaluated once, so that nobody loses an account between the two.
  public func set(of username: String, adding: [String], removing: [String]) throws
    -> [EvaluationResult]
  {
    try store.write { session in
      let before = try session.existingUser(named: username).user
      var user = before
      for name in adding {
        _ = try create(name, in: session)
        let role = try Self.role(named: name, in: session)
        if !user.holds(role: role) { user.roles = (user.roles + [role]).sorted() }
      }
      for name in removing { user.drop(role: try Self.role(named: name, in: session)) }
      guard user != before else { return [] }
      try session.directory.replace(user)
      try HandChanges(session: session).note([user.id])
      for (action, roles) in [("role.add", adding), ("role.remove", removing)] {
        for role in roles {
          try session.audit.add(
            at: time.now(), actor, action, role, ["user": .string(user.username)])
        }
      }
      return try evaluations.evaluate([user.id], in: session)
    }
  }

  private static func role(named name: String, in session: any StoreSession) throws -> String {
    let words = name.split(separator: " ").joined(separator: " ")
    guard let role = try session.directory.role(named: words) else {
      throw EngineError.unknownRole(name)
    }
    return role.name
  }

  /// Takes a role from everyone who holds it, and forgets it.
  public func delete(_ name: String) throws -> [EvaluationResult] {
    try store.write { session in
      guard let role = try session.directory.role(named: name) else {
        throw EngineError.unknownRole(name)
      }
      let holders = try Self.holders(role.name, in: session)
      try Self.change(holders, in: session) { $0.drop(role: role.name) }
      try session.directory.deleteRole(role.name)
      try session.audit.add(at: time.now(), actor, "role.delete", role.name, [:])
      return try evaluations.evaluate(holders, in: session)
    }
  }

  /// Gives a role to users, who may hold it already.
  public func add(_ name: String, to usernames: [String]) throws -> [EvaluationResult] {
    try changeRole(name, usernames, action: "role.add") { user, role in
      if !user.holds(role: role) { user.roles = (user.roles + [role]).sorted() }
    }
  }

  /// Takes a role from users, who may not hold it.
  public func remove(_ name: String, from usernames: [String]) throws -> [EvaluationResult] {
    try changeRole(name, usernames, action: "role.remove") { $0.drop(role: $1) }
  }

  private func changeRole(
    _ name: String, _ usernames: [String], action: String,
    _ change: (inout DirectoryUser, String) -> Void
  ) throws -> [EvaluationResult] {
    try store.write { session in
      guard let role = try session.directory.role(named: name) else {
        throw EngineError.unknownRole(name)
      }
      let users = try usernames.map { try session.existingUser(named: $0).user.id }.sorted()
      let changed = try Self.change(users, in: session) { change(&$0, role.name) }
      for username in usernames {
        try session.audit.add(
          at: time.now(), actor, action, role.name, ["user": .string(username)])
      }
      return try evaluations.evaluate(changed, in: session)
    }
  }

  /// Everyone who holds a role.
  static func holders(_ role: String, in session: any StoreSession) throws -> [UserID] {
    var all: [UserID] = []
    while true {
      let page = try session.directory.holders(
        ofRole: role, after: all.last ?? 0, limit: StorePage.size)
      if page.isEmpty { return all }
      all += page
    }
  }

  /// Stores the users whom the change makes different.
  @discardableResult
  private static func change(
    _ ids: [UserID], in session: any StoreSession, _ change: (inout DirectoryUser) -> Void
  ) throws -> [UserID] {
    var changed: [UserID] = []
    for start in stride(from: 0, to: ids.count, by: StorePage.size) {
      let page = Array(ids[start..<min(start + StorePage.size, ids.count)])
      for stored in try session.directory.users(page) {
        var user = stored.user
        change(&user)
        guard user != stored.user else { continue }
        try session.directory.replace(user)
        changed.append(user.id)
      }
    }
    try HandChanges(session: session).note(changed)
    return changed
  }
}

extension DirectoryUser {
  /// Takes a role away, its name compared ignoring case.
  fileprivate mutating func drop(role: String) {
    let name = role.lowercased()
    roles.removeAll { $0.lowercased() == name }
  }
}
