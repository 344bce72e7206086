import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// The same key under another username is a rename: the account, and all that goes with it, stays.
@Suite(.serialized) struct RenameTests {
  private static func person(_ name: String, _ key: String, title: String? = nil) -> DirectoryUser {
    var user = Fixture.person(name, title: title)
    user.attributes["external_id"] = key
    return user
  }

  private static func people(_ pairs: (String, String)...) -> [DirectoryUser] {
    pairs.map { person($0.0, $0.1) }
  }

  @Test(arguments: [false, true])
  func whoIsRenamedKeepsTheAccount(_ replace: Bool) async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.bring(Self.people(("ada", "E1"), ("bob", "E2")))
    try await fixture.run()
    let id = try await fixture.id("ada")
    let result = try fixture.bring(
      Self.people(("ada.svensson", "E1"), ("bob", "E2")), replace: replace)
    #expect(result.renamed == 1 && result.changed == 1 && result.unchanged == 1)
    #expect(result.added == 0 && result.deleted == 0 && result.displaced == 0)
    #expect(result.people.first?.contains("ada was renamed to ada.svensson") == true)
    #expect(try fixture.open() == ["update ada.svensson approved"])
    try await fixture.run()
    #expect(await fixture.accounts() == ["ada.svensson", "bob"])
    #expect(try await fixture.id("ada.svensson") == id)
    #expect(try fixture.reason("ada.svensson") == .provisioned)
  }

  /// The answer to the making of the account was lost, and then the user got a name that somebody
  /// else's account has: there is one account of the user, which is found and not given a second one.
  @Test func whoIsRenamedAfterALostAnswerGetsNoSecondAccount() async throws {
    let fixture = try Fixture()
    try fixture.bring(Self.people(("ada", "E1")))
    let posts = Counter()
    fixture.network.decide { request in
      if request.isA("POST"), posts.up() == 1 { return .lose(.timeout) }
      return posts.count == 0 ? .pass : .fail(.timeout)
    }
    try await fixture.run()
    #expect(try fixture.task(.create).status == .failed)
    fixture.network.heal()
    try await fixture.stranger("bob")
    _ = try await fixture.engine.verification.verify("app")
    try fixture.bring(Self.people(("bob", "E1")))
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    let holders = await fixture.sandbox.users.filter { $0["externalId"] == "E1" }
    #expect(holders.count == 1)
  }

  @Test func rolesTasksAndDecisionsGoAlong() async throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.bring([Self.person("ada", "E1")])
    let before = try fixture.task(.create)
    #expect(before.status == .pending)
    _ = try fixture.engine.people.importFile(replace: false, dryRun: false, source: "file") {
      take in
      let user = DirectoryUser(username: "ada2", attributes: ["external_id": "E1"])
      try take(
        DirectoryEntry(
          user, mentioned: .init(attributes: .only(["external_id"]), status: false, roles: false)))
    }
    let user = try fixture.engine.reasons.why("ada2").user
    #expect(user.id == before.user && user.roles == ["Staff"])
    #expect(user.attributes["email"] == "ada@x.example")
    #expect(try fixture.open() == ["create ada2 pending"])
  }

  @Test func anIgnoredTaskStaysIgnoredForWhoIsRenamedBack() throws {
    let fixture = try Fixture(approve: [.create])
    try fixture.bring([Self.person("ada", "E1")])
    _ = try fixture.engine.decisions.decide(.ignore, [try fixture.task(.create).id])
    try fixture.bring([Self.person("ada", "E1", title: "CTO")])
    #expect(try fixture.open() == ["create ada pending"])
  }

  /// Each chain and swap, and the names by key after it.
  static let moves: [(before: [(String, String)], after: [(String, String)])] = [
    ([("ann", "E1"), ("beth", "E2")], [("beth", "E1"), ("ann", "E2")]),
    ([("ann", "E1"), ("beth", "E2")], [("beth", "E1"), ("cleo", "E2")]),
    (
      [("ann", "E1"), ("beth", "E2"), ("cleo", "E3"), ("dora", "E4")],
      [("beth", "E1"), ("cleo", "E2"), ("dora", "E3"), ("emma", "E4")]
    ),
    ([("ann", "E1"), ("beth", "E2")], [("beth", "E1"), ("ann", "E9"), ("cleo", "E2")]),
    ([("ann", "E1"), ("beth", "E2")], [("ann", ""), ("cleo", "E1"), ("beth", "E2")]),
  ]

  @Test(arguments: moves.indices, [false, true])
  func chainsAndSwapsWorkInAnyOrderOfLines(_ index: Int, _ replace: Bool) async throws {
    let move = Self.moves[index]
    for order in permutations(move.after.count) {
      let fixture = try Fixture()
      try fixture.bring(move.before.map { Self.person($0.0, $0.1) })
      try await fixture.run()
      var ids: [String: UserID] = [:]
      for (name, key) in move.before { ids[key] = try fixture.engine.reasons.why(name).user.id }
      let result = try fixture.bring(
        order.map { Self.person(move.after[$0].0, move.after[$0].1) }, replace: replace)
      #expect(result.deleted == 0, "\(order)")
      for (name, key) in move.after {
        let user = try fixture.engine.reasons.why(name).user
        if let id = ids[key] {
          #expect(user.id == id, "\(name) in \(order)")
        } else {
          #expect(!ids.values.contains(user.id), "\(name) in \(order)")
        }
      }
      #expect(try fixture.store.read { try $0.directory.userCount() } == move.after.count)
    }
  }

  @Test func whoLeftAndComesBackUnderAnotherNameGetsTheirOwnAccount() async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .suspend }
    try fixture.bring(Self.people(("ann", "E1")))
    try await fixture.run()
    let id = try await fixture.id("ann")
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann (inactive)"])
    try fixture.bring(Self.people(("ann.lee", "E1")))
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann.lee"])
    #expect(try await fixture.id("ann.lee") == id)
  }

  @Test func oneKeyOnTwoLinesNamesBoth() throws {
    let fixture = try Fixture()
    let error = #expect(throws: EngineError.self) {
      try fixture.engine.people.importFile(replace: false, dryRun: false, source: "f.csv") { take in
        for (line, name) in [(2, "ann"), (5, "beth")] {
          var entry = DirectoryEntry(whole: Self.person(name, "E1"))
          entry.line = line
          try take(entry)
        }
      }
    }
    #expect(
      error?.sentence.hasPrefix("f.csv:5:1: beth: the external_id E1 stands in line 2") == true)
    #expect(try fixture.store.read { try $0.directory.userCount() } == 0)
  }

  @Test func aKeyOfTwoUsersOfAnOldStoreIsNotGuessed() throws {
    let fixture = try Fixture()
    try fixture.store.write { session in
      for name in ["ann", "beth"] {
        let id = try session.directory.save(Self.person(name, "E1")).id
        try session.people.keep(PersonKeys(["external_id": "E1"]), of: id)
      }
    }
    let error = #expect(throws: EngineError.self) { try fixture.bring(Self.people(("cleo", "E1"))) }
    #expect(error?.sentence.contains("ann, beth") == true)
    #expect(try fixture.bring(Self.people(("beth", "E1"))).unchanged == 1)
  }

  @Test func aNameOfSomebodyWhoseKeyCannotBeComparedIsNotTaken() throws {
    let fixture = try Fixture()
    try fixture.bring(Self.people(("ann", "E1"), ("beth", "")))
    let error = #expect(throws: EngineError.self) { try fixture.bring(Self.people(("beth", "E1"))) }
    #expect(error?.sentence.contains("usher users delete beth") == true)
    // Where the file is the whole directory, beth is not in it.
    let result = try fixture.bring(Self.people(("beth", "E1")), replace: true)
    #expect(result.renamed == 1 && result.deleted == 1)
  }

  private func permutations(_ count: Int) -> [[Int]] {
    guard count > 0 else { return [[]] }
    return permutations(count - 1).flatMap { rest in
      (0..<count).map { place in
        var order = rest
        order.insert(count - 1, at: place)
        return order
      }
    }
  }
}
