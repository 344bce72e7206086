import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// One account, one user: a value that two users want is one's, both are named, and it is found
/// while planning.
@Suite(.serialized) struct UniqueValueTests {
  static func named(_ name: String, _ email: String) -> DirectoryUser {
    var user = Fixture.person(name)
    user.attributes["email"] = email
    return user
  }

  /// An app whose userName is the e-mail address.
  static func fixture(
    approve: Set<ApprovalKind> = [], whenDeleted: LeaverAction = .suspend, concurrency: Int = 1
  ) throws -> Fixture {
    try Fixture(approve: approve) {
      $0.parameters = [Parameter(path: "userName", value: "{{ email }}")]
      $0.provisioning.whenDeleted = whenDeleted
      $0.connection.concurrency = concurrency
    }
  }

  private func sentence(_ fixture: Fixture, _ name: String) throws -> String {
    try #require(try fixture.engine.reasons.why(name, app: "app").apps.first).sentence
  }

  @Test func theFirstOfTwoGetsItAndBothAreNamed() async throws {
    let fixture = try Self.fixture(concurrency: 16)
    let result = try fixture.bring([
      Self.named("ada", "s@x.example"), Self.named("bob", "S@x.example"),
    ])
    let summary = try #require(result.apps.first?.summary)
    #expect(summary.conflicted == 1 && summary.conflicts.map(\.user) == ["bob"])
    #expect(try fixture.open() == ["create s@x.example approved"])
    try await fixture.run()
    #expect(try await fixture.writes() == ["POST /Users"])
    #expect(try fixture.reason("ada") == .provisioned && fixture.reason("bob") == .conflict)
    let words = try sentence(fixture, "bob")
    #expect(words.contains("S@x.example") && words.contains("ada") && words.contains("bob"))
    let ada = try #require(try fixture.engine.reasons.why("ada", app: "app").apps.first)
    #expect(ada.notes.count == 1 && ada.notes[0].contains("bob"))
  }

  /// Whoever cannot have a value may have been given another one by a request whose answer was lost.
  @Test(arguments: [true, false])
  func whoWaitsForAValueIsLookedForUnderTheOneOfBefore(_ wasMade: Bool) async throws {
    let fixture = try Self.fixture()
    try fixture.bring([Self.named("ada", "s@x.example")])
    try await fixture.run()
    let posts = Counter()
    fixture.network.decide { request in
      if request.isA("POST") {
        return posts.up() == 1 && wasMade ? .lose(.timeout) : .fail(.timeout)
      }
      return posts.count == 0 ? .pass : .fail(.timeout)
    }
    try fixture.bring([Self.named("bob", "b@x.example")])
    try await fixture.run()
    fixture.network.heal()
    try fixture.bring([Self.named("bob", "s@x.example")])
    try fixture.bring([Self.named("cem", "b@x.example")])
    try await fixture.run()
    #expect(try fixture.reason("bob") == .conflict)
    #expect(await fixture.accounts() == ["b@x.example", "s@x.example"])
    #expect(try fixture.task(.link).name == "b@x.example", "what may have been made is looked for")
    #expect(try fixture.reason("cem") == (wasMade ? .conflict : .provisioned))
    #expect(try fixture.open().isEmpty && fixture.engine.planning.plan("app").changes.isEmpty)
  }

  /// A worker is at a group of ada's, so that she is evaluated again after it, while bob is to get what
  /// she gives up: planning him ends.
  @Test(.timeLimit(.minutes(10)))
  func whoIsStillToBeEvaluatedIsNotAskedForEver() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")]) {
      $0.parameters = [Parameter(path: "userName", value: "{{ email }}")]
      $0.connection.concurrency = 1
    }
    try fixture.bring([Self.named("ada", "s@x.example")])
    try await fixture.run()
    let changes = Counter()
    fixture.network.decide { request in
      guard request.isA("PATCH", "/Groups"), changes.up() == 1 else { return .pass }
      try fixture.bring([Self.named("ada", "a@x.example")])
      try fixture.bring([Self.named("bob", "s@x.example")])
      return .pass
    }
    try fixture.set("ada", "department", "Eng")
    try await fixture.run()
    #expect(changes.count > 0)
    #expect(await fixture.accounts() == ["a@x.example", "s@x.example"])
  }

  @Test func thePlanFindsItBeforeAnythingIsFiled() throws {
    let fixture = try Self.fixture()
    try fixture.apply { $0.provisioning.enabled = false }
    try fixture.bring([
      Self.named("ada", "s@x.example"), Self.named("bob", "s@x.example"),
      Self.named("cem", "c@x.example"),
    ])
    try fixture.apply { $0.provisioning.enabled = true }
    let plan = try fixture.engine.planning.plan("app")
    #expect(plan.changes.map(\.task.name) == ["s@x.example", "c@x.example"])
    #expect(plan.summary.conflicted == 1)
    #expect(plan.summary.conflicts.first?.other == "ada")
    #expect(plan.json.map { $0["action"] } == ["conflict", "create", "create"])
    let conflict = try #require(plan.json.first)
    #expect(conflict["name"] == "bob" && conflict["request"] == .null)
    #expect(conflict["reason"]?.string?.contains("ada was first") == true)
    #expect(
      conflict["conflict"] == [
        "attribute": "userName", "value": "s@x.example", "user": "bob", "holder": "ada",
        "holderLeft": false, "because": "first",
      ])
    #expect(try SavedPlan(json: SavedPlan.json(plan)).app == "app", "none of it is to be filed")
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open() == ["create s@x.example approved", "create c@x.example approved"])
    #expect(try fixture.engine.planning.plan("app").summary.conflicted == 1)
  }

  @Test func whoHoldsItKeepsItWhoeverIsFirstInTheDirectory() async throws {
    let fixture = try Self.fixture()
    try fixture.bring([Self.named("ada", "a@x.example"), Self.named("bob", "b@x.example")])
    try await fixture.run()
    try fixture.set("ada", "email", "b@x.example")
    #expect(try fixture.open().isEmpty)
    #expect(try fixture.reason("ada") == .conflict)
    #expect(try sentence(fixture, "ada").contains("account of bob has it"))
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.accounts() == ["a@x.example", "b@x.example"])
    #expect(try fixture.reason("bob") == .provisioned)
  }

  @Test func itGoesOnByItselfWhenTheOtherChanges() async throws {
    let fixture = try Self.fixture()
    try fixture.bring([Self.named("ada", "s@x.example"), Self.named("bob", "s@x.example")])
    try await fixture.run()
    try fixture.set("ada", "email", "ada@x.example")
    // bob's creation waits for the change that gives it up, and is not sent before.
    #expect(
      try fixture.open() == ["update ada@x.example approved", "create s@x.example approved"])
    try await fixture.run()
    #expect(
      try await fixture.writes() == ["POST /Users", "PATCH /Users/ada@x.example", "POST /Users"])
    #expect(await fixture.accounts() == ["ada@x.example", "s@x.example"])
    #expect(try fixture.reason("bob") == .provisioned)
  }

  @Test func itGoesOnWhenTheFirstWasNotMadeYet() async throws {
    let fixture = try Self.fixture(approve: [.create])
    try fixture.bring([Self.named("ada", "s@x.example"), Self.named("bob", "s@x.example")])
    try fixture.set("ada", "email", "ada@x.example")
    #expect(
      try fixture.open() == ["create ada@x.example pending", "create s@x.example pending"])
    #expect(try fixture.reason("bob") == .pending)
  }

  @Test func itGoesOnWhenTheOtherIsDecidedAgainst() async throws {
    let fixture = try Self.fixture(approve: [.create])
    try fixture.bring([Self.named("ada", "s@x.example"), Self.named("bob", "s@x.example")])
    let ada = try fixture.task(.create)
    _ = try fixture.engine.decisions.decide(.ignore, [ada.id])
    #expect(try fixture.open() == ["create s@x.example pending"])
    #expect(try fixture.reason("bob") == .pending && fixture.reason("ada") == .ignored)
    // Brought back, it finds the value taken.
    try fixture.approveAll()
    try await fixture.run()
    _ = try fixture.engine.decisions.decide(.retry, [ada.id])
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.accounts() == ["s@x.example"])
    #expect(try fixture.reason("ada") == .conflict && fixture.reason("bob") == .provisioned)
  }

  @Test func theValueOfSomebodyWhoLeftIsExplainedUntilTheAccountIsGone() async throws {
    let fixture = try Self.fixture()
    try fixture.bring([Self.named("ada", "s@x.example")])
    try await fixture.run()
    _ = try fixture.engine.people.delete("ada")
    try fixture.bring([Self.named("bob", "s@x.example")])
    // The suspension does not free it.
    try await fixture.run()
    #expect(await fixture.accounts() == ["s@x.example (inactive)"])
    #expect(try fixture.reason("bob") == .conflict)
    let words = try sentence(fixture, "bob")
    #expect(words.contains("suspended account of ada (who left)"), "\(words)")
    // Gone in the app, and seen to be: bob goes on without an admin.
    try await fixture.behind("DELETE", "/Users/\(try await fixture.id("s@x.example"))")
    fixture.clock.advance(60)
    _ = try await fixture.engine.verification.verify("app")
    try await fixture.run()
    #expect(await fixture.accounts() == ["s@x.example"])
    #expect(try fixture.reason("bob") == .provisioned)
  }

  @Test func aDeletionIsWaitedFor() async throws {
    let fixture = try Self.fixture(approve: [.delete], whenDeleted: .delete, concurrency: 16)
    try fixture.bring([Self.named("ada", "s@x.example")])
    try await fixture.run()
    _ = try fixture.engine.people.delete("ada")
    try fixture.bring([Self.named("bob", "s@x.example")])
    try await fixture.run()
    #expect(try fixture.open() == ["delete s@x.example pending", "create s@x.example approved"])
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.accounts() == ["s@x.example"])
    #expect(try await fixture.writes().suffix(2) == ["DELETE /Users/s@x.example", "POST /Users"])
    #expect(try fixture.reason("bob") == .provisioned)
  }

  @Test func whereTheDeletionIsDecidedAgainstTheOtherIsToldSo() async throws {
    let fixture = try Self.fixture(approve: [.delete], whenDeleted: .delete)
    try fixture.bring([Self.named("ada", "s@x.example")])
    try await fixture.run()
    _ = try fixture.engine.people.delete("ada")
    try fixture.bring([Self.named("bob", "s@x.example")])
    _ = try fixture.engine.decisions.decide(.ignore, [try fixture.task(.delete).id])
    #expect(try fixture.open().isEmpty)
    #expect(try fixture.reason("bob") == .conflict)
    try await fixture.run()
    #expect(try await fixture.writes() == ["POST /Users"])
  }

  @Test func aFailedReleaseIsToldAndARetryLetsBothGoOn() async throws {
    let fixture = try Self.fixture()
    try fixture.bring([Self.named("ada", "s@x.example"), Self.named("bob", "s@x.example")])
    try await fixture.run()
    fixture.network.decide { $0.isA("PATCH") ? .answer(400) : .pass }
    try fixture.set("ada", "email", "ada@x.example")
    try await fixture.run()
    #expect(try fixture.reason("ada") == .failed && fixture.reason("bob") == .conflict)
    fixture.network.heal()
    _ = try fixture.engine.decisions.decide(.retry, [try fixture.task(.update).id])
    try await fixture.run()
    #expect(await fixture.accounts() == ["ada@x.example", "s@x.example"])
    #expect(try fixture.reason("bob") == .provisioned)
  }

  @Test func aSuspensionGoesOnWithoutTheValue() async throws {
    let fixture = try Self.fixture()
    try fixture.bring([Self.named("ada", "a@x.example"), Self.named("bob", "b@x.example")])
    try await fixture.run()
    try fixture.edit("ada") {
      $0.attributes["email"] = "b@x.example"
      $0.status = .suspended
    }
    try await fixture.run()
    #expect(await fixture.accounts() == ["a@x.example (inactive)", "b@x.example"])
  }

  @Test func whoCannotHaveAValueKeepsWhatTheGroupsGive() async throws {
    let fixture = try Self.fixture()
    try fixture.apply { $0.rules = [.join("Engineers", department: "Eng")] }
    try fixture.bring([Self.named("ada", "a@x.example"), Self.named("bob", "b@x.example")])
    try fixture.set("ada", "department", "Eng")
    try await fixture.run()
    try fixture.set("ada", "email", "b@x.example")
    try await fixture.run()
    #expect(await fixture.groups() == ["Engineers: a@x.example"])
    #expect(try fixture.reason("ada") == .conflict)
  }

  /// Two tasks of an older store for the same name: the account that is being made for one is found
  /// by the other before its answer is there.
  @Test func anAccountThatIsBeingMadeIsNotAnothers() async throws {
    let fixture = try Self.fixture()
    try fixture.bring([Self.named("ada", "s@x.example"), Self.named("bob", "s@x.example")])
    let users = try fixture.store.write { session in
      let users = try ["ada", "bob"].map {
        try #require(try session.directory.user(named: $0)).user.id
      }
      for var record in try session.values.values(1, of: users) {
        record.wish = .none
        try session.values.save(record)
      }
      return users
    }
    var other = try #require(
      try fixture.store.read { try $0.tasks.openUserTasks(1, users)[users[0]] })
    other.user = users[1]
    let looks = Counter()
    let seen = Counter()
    fixture.network.decide { request in
      if request.isA("POST"), let body = request.body {
        _ = try await fixture.sandbox.load([body], into: "Users")
        while seen.count == 0 { await Task.yield() }
        for _ in 0..<5_000 { await Task.yield() }
        return .answer(201, body: try await fixture.account("s@x.example").text)
      }
      guard request.isA("GET", "/Users?") else { return .pass }
      switch looks.up() {
      case 1:
        while looks.count < 2 { await Task.yield() }
      case 2:
        while await fixture.accounts().isEmpty { await Task.yield() }
        seen.up()
      default: break
      }
      return .pass
    }
    async let first = fixture.run()
    // The other one's task comes to another worker once the first one looked.
    while looks.count < 1 { await Task.yield() }
    try fixture.store.write { [other] in _ = try $0.tasks.file(other, waitsFor: []) }
    async let second = fixture.run()
    _ = try await (first, second)
    #expect(try await fixture.writes() == ["POST /Users"])
    let tasks = try fixture.tasks().map { "\($0.name) \($0.status) \($0.note ?? $0.reason)" }
    let reasons = [try fixture.reason("ada"), try fixture.reason("bob")]
    #expect(reasons == [.provisioned, .conflict], "\(tasks)")
  }

  @Test func whatIsOnItsWayForOneIsNotSentForAnother() async throws {
    let fixture = try Self.fixture()
    try fixture.bring([Self.named("ada", "a@x.example")])
    try await fixture.run()
    try fixture.bring([Self.named("bob", "b@x.example")])
    try fixture.store.write { session in
      let ada = try #require(try session.directory.user(named: "ada")).user.id
      var record = ValueRecord(
        app: 1, value: UniqueValue(path: "username", key: "b@x.example"), user: ada)
      record.isSent = true
      try session.values.save(record)
    }
    try await fixture.run()
    #expect(try await fixture.writes() == ["POST /Users"])
    #expect(try fixture.reason("bob") == .conflict)
    #expect(try sentence(fixture, "bob").contains("may have been made for ada"))
  }

  @Test func whoIsMadeWithALostAnswerKeepsTheNameUntilItIsKnown() async throws {
    let fixture = try Self.fixture()
    try fixture.bring([Self.named("ada", "s@x.example")])
    let posts = Counter()
    fixture.network.decide { request in
      if request.isA("POST"), posts.up() == 1 { return .lose(.timeout) }
      return posts.count > 0 ? .fail(.timeout) : .pass
    }
    try await fixture.run()
    // She left meanwhile, and bob is to get the address.
    _ = try fixture.engine.people.delete("ada")
    try fixture.bring([Self.named("bob", "s@x.example")])
    fixture.network.heal()
    try await fixture.run()
    let known = try fixture.store.read { session in
      try session.accounts.accounts(1, after: "", limit: 9).map { account in
        try account.user.flatMap { try session.directory.users([$0]).first?.user.username }
          ?? "nobody"
      }
    }
    #expect(known == ["ada"])
    #expect(try await fixture.writes().filter { $0.hasPrefix("POST") }.count == 1)
    #expect(try fixture.reason("bob") == .conflict)
  }

  @Test func whoWaitsGoesOnAlthoughTheRestOfThePlanIsHeld() async throws {
    let fixture = try Self.fixture()
    try fixture.bring(
      (1...8).map { Self.named("u\($0)", "u\($0)@x.example") } + [Self.named("z", "u1@x.example")])
    try await fixture.run()
    try fixture.apply { $0.provisioning.limits.deletions = 1 }
    for name in ["u3", "u4", "u5"] {
      try fixture.edit(name) { $0.roles = [] }
    }
    #expect(try fixture.reason("u5") == .notEvaluated)
    try await fixture.behind("DELETE", "/Users/\(try await fixture.id("u1@x.example"))")
    try fixture.edit("u1") { $0.attributes["title"] = "gone" }
    fixture.clock.advance(60)
    _ = try await fixture.engine.verification.verify("app")
    try await fixture.run()
    #expect(try fixture.reason("z") == .conflict)
    #expect(try fixture.reason("u5") == .notEvaluated)
  }

  @Test func whoCannotBeComputedKeepsTheValue() async throws {
    let fixture = try Self.fixture(approve: [.create])
    try fixture.bring([Self.named("ada", "s@x.example"), Self.named("bob", "s@x.example")])
    try fixture.set("ada", "email", nil)
    #expect(try fixture.open() == ["create s@x.example pending"])
    #expect(try fixture.reason("bob") == .conflict)
  }

  @Test func anAccountThatIsHandedOverTakesItsValuesAlong() async throws {
    let fixture = try Self.fixture()
    try fixture.bring([Self.named("ada", "s@x.example")])
    try await fixture.run()
    _ = try fixture.engine.people.delete("ada")
    try fixture.bring([Self.named("bob", "s@x.example"), Self.named("cem", "s@x.example")])
    try await fixture.run()
    let id = try await fixture.id("s@x.example")
    _ = try fixture.engine.linking.link(
      try await fixture.engine.linking.proposeLink("app", user: "bob", account: id))
    try await fixture.run()
    #expect(await fixture.accounts() == ["s@x.example"])
    #expect(try fixture.reason("bob") == .provisioned && fixture.reason("cem") == .conflict)
    // Nothing of it is left with ada.
    try fixture.set("bob", "email", "b@x.example")
    try await fixture.run()
    #expect(await fixture.accounts() == ["b@x.example", "s@x.example"])
    #expect(try fixture.reason("cem") == .provisioned)
  }

  @Test func asManyAreLookedAtAsItTakes() async throws {
    let fixture = try Self.fixture(approve: [.create])
    let names = (10...30).map { "u\($0)" }
    try fixture.bring(names.map { Self.named($0, "s@x.example") })
    for name in names.dropLast() {
      let task = try #require(try fixture.tasks(.pending).first, "nobody went on after \(name)")
      #expect(try fixture.open().count == 1)
      _ = try fixture.engine.decisions.decide(.ignore, [task.id])
    }
    #expect(try fixture.reason("u30") == .pending)
    #expect(try names.dropLast().allSatisfy { try fixture.reason($0) == .ignored })
  }

  @Test func asManyAreLookedAtWhenTheValueIsGivenUpByAChange() async throws {
    let fixture = try Self.fixture(approve: [.create])
    let names = (10...30).map { "u\($0)" }
    try fixture.bring(names.map { Self.named($0, "s@x.example") })
    for _ in names.dropLast(2) {
      _ = try fixture.engine.decisions.decide(
        .ignore, [try #require(try fixture.tasks(.pending).first).id])
    }
    #expect(try fixture.reason("u29") == .pending && fixture.reason("u30") == .conflict)
    var changed = try #require(
      try fixture.store.read { try $0.people.person(named: "u29") }?.user)
    changed.attributes["email"] = "other@x.example"
    // Only shown, and done.
    try fixture.apply { $0.provisioning.enabled = false }
    try fixture.bring([changed])
    try fixture.apply { $0.provisioning.enabled = true }
    let plan = try fixture.engine.planning.plan("app")
    #expect(
      plan.changes.map(\.task.name).sorted() == ["other@x.example", "s@x.example"],
      "\(plan.changes.map(\.task.name))")
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.reason("u30") == .pending)
    #expect(try fixture.open().count == 2)
  }

  @Test func everyoneWithTheSameValueIsOneAccount() throws {
    let fixture = try Self.fixture()
    let users = (1...1_200).map { Self.named("u\($0)", "same@x.example") }
    let summary = try #require(try fixture.bring(users).apps.first).summary
    #expect(try fixture.open() == ["create same@x.example approved"])
    #expect(summary.conflicted == 1_199 && summary.conflicts.count == 1_000)
    let plan = try fixture.engine.planning.plan("app")
    #expect(plan.summary.conflicted == 1_199 && plan.summary.conflicts.count == 1_000)
    #expect(plan.json.count { $0["action"] == "conflict" } == 1_199, "a plan names all")
    #expect(try fixture.engine.planning.reapply("app").summary.conflicted == 1_199)
    #expect(try fixture.open() == ["create same@x.example approved"])
  }
}
