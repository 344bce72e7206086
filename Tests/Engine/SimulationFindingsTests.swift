import Text
import Provisioning
import SCIM
import Sandbox
import Synchronization
import Testing

@testable import Engine

/// What the simulation found, each in its shortest form.
@Suite(.serialized) struct SimulationFindingsTests {
  /// The request that makes an account takes effect, its answer is lost, and the app is out of reach
  /// until the worker gives up.
  private func lose(_ fixture: Fixture) {
    let posts = Counter()
    fixture.network.decide { request in
      if request.isA("POST") {
        posts.up()
        return .lose(.timeout)
      }
      return posts.count == 0 ? .pass : .fail(.timeout)
    }
  }

  @Test(arguments: [LeaverAction.delete, .suspend])
  func anAccountOfALostAnswerIsNotLeftToSomebodyWhoLeft(_ action: LeaverAction) async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = action }
    lose(fixture)
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try fixture.list() == ["create ann failed"])
    _ = try fixture.engine.people.delete("ann")
    #expect(try fixture.open() == ["link ann approved"])
    fixture.network.heal()
    try await fixture.run()
    #expect(await fixture.accounts() == (action == .delete ? [] : ["ann (inactive)"]))
  }

  /// A worker finds the account other than it was planned, of somebody who changed meanwhile.
  @Test func whoeverChangedWhileATaskWasFoundWrongIsEvaluated() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.set("ann", "title", "CTO")
    let id = try fixture.task(.update).id
    let now = fixture.clock.now()
    _ = try fixture.store.write { session in
      try session.queue.take(id, worker: "w", now: now, lease: now + 30)
    }
    try fixture.set("ann", "title", "CEO")
    try fixture.finish(id, .moved("the account changed"), worker: "w")
    #expect(try fixture.open() == ["update ann approved"])
    #expect(try fixture.task(.update).changes.map(\.to) == ["CEO"])
    #expect(try fixture.reason("ann") == .approved)
  }

  /// A change of members never arrives; the app shows no members of an empty group, and ignores the
  /// filter by which it is asked for one.
  @Test func aFilterThatIsIgnoredProvesNoMembership() async throws {
    var profile = SandboxProfile.rfc
    profile.filtering = .ignored
    profile.notImplemented = ["PATCH Groups"]
    let fixture = try Fixture(profile, rules: [.join("Sales", department: "Sales")])
    let patches = Counter()
    fixture.network.decide { request in
      guard request.method == "PATCH", patches.up() == 1 else { return .pass }
      return .fail(.timeout)
    }
    try fixture.hire("ann", department: "Sales")
    try await fixture.run()
    #expect(await fixture.groups() == ["Sales: ann"])
    // Nor does it show that the app keeps members to itself, whose groups could not be written whole.
    try fixture.hire("bob", department: "Sales")
    try await fixture.run()
    #expect(await fixture.groups() == ["Sales: ann, bob"])
  }

  @Test func whereALostAnswerMadeNothingNothingIsLeftToDo() async throws {
    let fixture = try Fixture()
    fixture.network.decide { $0.isA("POST") ? .fail(.timeout) : .pass }
    try fixture.hire("ann")
    try await fixture.run()
    _ = try fixture.engine.people.delete("ann")
    fixture.network.heal()
    try await fixture.run()
    #expect(try fixture.open().isEmpty)
    #expect(try fixture.engine.planning.plan("app").changes.isEmpty)
    #expect(await fixture.accounts().isEmpty)
  }

  @Test func anAccountOfALostAnswerIsFoundAfterARename() async throws {
    let fixture = try Fixture()
    lose(fixture)
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.edit("ann") { $0.username = "anna" }
    fixture.network.heal()
    try await fixture.run()
    #expect(await fixture.accounts() == ["anna"])
  }

  /// A lost answer made an account whose name is then to be another's, and its person is to have the
  /// name that the other's account still has: neither waits for the other.
  @Test func whoMayHaveAnAccountAlreadyWaitsForNobody() async throws {
    func person(_ name: String, _ key: String) -> DirectoryUser {
      var user = Fixture.person(name)
      user.attributes["external_id"] = key
      return user
    }
    let fixture = try Fixture()
    try fixture.bring([person("cem", "K5")])
    try await fixture.run()
    lose(fixture)
    try fixture.bring([person("bob", "K2")])
    try await fixture.run()
    try fixture.bring([person("cem", "K2"), person("bob", "K5")])
    fixture.network.heal()
    for _ in 0..<4 {
      _ = try fixture.approveAll()
      try await fixture.run()
      _ = try fixture.engine.planning.reapply("app")
    }
    #expect(try fixture.open().isEmpty)
    #expect(await fixture.accounts() == ["bob", "cem"])
    #expect(try fixture.engine.planning.plan("app").changes.isEmpty)
  }

  @Test func aChangeAfterAGatewayGaveUpMakesNobodyTwice() async throws {
    var profile = SandboxProfile.rfc
    profile.takesDuplicates = true
    profile.filtering = .ignored
    let fixture = try Fixture(profile)
    let posts = Counter()
    fixture.network.decide { request in
      guard request.isA("POST"), posts.up() == 1 else { return .pass }
      try fixture.set("ann", "title", "CTO")
      return .replace(504)
    }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(await fixture.accounts() == ["ann"])
  }

  @Test func whatWasTakenFromAWorkerIsNotSentByIt() async throws {
    let fixture = try Fixture()
    fixture.network.decide { request in
      if request.isA("GET", "/Users?") {
        _ = try fixture.store.write { try $0.queue.reclaim(now: fixture.clock.now() + 100) }
        _ = try? fixture.engine.people.delete("ann")
      }
      return .pass
    }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try await fixture.writes().isEmpty)
    #expect(try fixture.list() == ["create ann superseded"])
  }

  @Test func aWorkerThatIsToEndKeepsWhatItIsStillAt() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    let work = Mutex<Task<RunReport, any Error>?>(nil)
    let lost = Mutex(0)
    fixture.network.decide { request in
      guard request.isA("POST") else { return .pass }
      work.withLock { $0?.cancel() }
      for _ in 0..<6 {
        fixture.clock.advance(Worker.lease / 2)
        // The leases are renewed beside it, on another thread.
        try await Task.sleep(for: .milliseconds(50))
      }
      let now = fixture.clock.now()
      if try fixture.store.write({ try $0.queue.reclaim(now: now) }) > 0 {
        lost.withLock { $0 += 1 }
      }
      return .pass
    }
    work.withLock { work in
      work = Task { try await Worker(fixture.engine, untilIdle: false).run() }
    }
    _ = try await work.withLock { $0 }?.value
    #expect(lost.withLock { $0 } == 0)
    #expect(try fixture.list() == ["create ann provisioned"])
  }

  @Test func nobodyIsDeletedWhileAGroupTakesThemIn() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")]) {
      $0.provisioning.whenDeleted = .delete
    }
    try fixture.hire("ann", department: "Eng")
    let (app, now) = (try fixture.app.id, fixture.clock.now())
    let changes = Counter()
    fixture.network.decide { request in
      guard request.isA("PATCH", "/Groups/"), changes.up() == 1 else { return .pass }
      _ = try fixture.engine.people.delete("ann")
      let claimed = try fixture.store.write {
        try $0.queue.claim(
          app, worker: "other", run: nil, now: now + 1_000, lease: now + 2_000, limit: 1)
      }
      #expect(claimed.isEmpty)
      return .pass
    }
    try await fixture.run()
    #expect(try fixture.list(.provisioned).contains("delete ann provisioned"))
    #expect(await fixture.groups() == ["Eng: "])
  }

  @Test func theMakingOfAGroupThatIsThereByNowIsNotLeftFailed() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    let schemas: JSONValue = ["urn:ietf:params:scim:schemas:core:2.0:Group"]
    try await fixture.behind("POST", "/Groups", ["schemas": schemas, "displayName": "Eng"])
    _ = try await fixture.engine.entitlements.refresh("app")
    var creation = try fixture.task(.createGroup)
    creation.request.path = "/Elsewhere"
    try fixture.store.write { [creation] in try $0.tasks.save(creation) }
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann"])
    #expect(try fixture.list(.failed) == ["create-group Eng failed"])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.list(.failed).isEmpty)
  }

  @Test func theMakingOfAGroupWhoseRequestWasChangedIsFiledAnew() async throws {
    let fixture = try Fixture(approve: [.groups], rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    var creation = try fixture.task(.createGroup)
    creation.request.path = "/Elsewhere"
    try fixture.store.write { [creation] in try $0.tasks.save(creation) }
    _ = try fixture.engine.planning.reapply("app")
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann"])
    #expect(fixture.network.sent.allSatisfy { $0.path != "/Elsewhere" })
  }

  @Test func nothingIsSentToAGroupThatWasFoundToBeGone() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    let changes = Counter()
    fixture.network.decide { request in
      guard request.isA("PATCH", "/Groups/"), changes.up() == 1 else { return .pass }
      try await fixture.behind("DELETE", request.path)
      fixture.clock.advance(60)
      _ = try await fixture.engine.entitlements.refresh("app")
      return .pass
    }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann"])
    #expect(changes.up() == 3)
    #expect(try fixture.list(.failed).isEmpty)
  }

  @Test func nothingIsSentAfterTheConnectionWasDisabled() async throws {
    let fixture = try Fixture()
    fixture.network.decide { request in
      if request.isA("GET", "/Users?") { try fixture.engine.connections.disable("app") }
      return .pass
    }
    try fixture.hire("ann")
    try await fixture.run()
    #expect(try await fixture.writes().isEmpty)
    #expect(try fixture.list() == ["create ann approved"])
  }

  @Test func aPauseLeavesWhatAnotherWorkerIsAt() async throws {
    let fixture = try Fixture()
    try fixture.hire("ann", "bob")
    let task = try fixture.task(.create, "ann").id
    let now = fixture.clock.now()
    _ = try fixture.store.write {
      try $0.queue.take(task, worker: "other", now: now, lease: now + 1_000)
    }
    fixture.network.decide { _ in .answer(401) }
    try await fixture.run()
    #expect(try fixture.app.pause != nil)
    #expect(try fixture.list() == ["create ann running", "create bob approved"])
  }

  @Test func aMemberWhoHasAnotherAccountByNowIsApprovedAgain() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try fixture.hire("bob")
    try await fixture.run()
    try fixture.apply { $0.provisioning.approve = [.groups] }
    try fixture.set("bob", "department", "Eng")
    try fixture.approveAll()
    try await fixture.behind("DELETE", "/Users/\(try await fixture.id("bob"))")
    fixture.clock.advance(1)
    _ = try await fixture.engine.verification.verify("app")
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann"])
    #expect(try fixture.list(.pending) == ["add-members Eng pending"])
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, bob"])
  }

  @Test func whatIsOpenForAGroupThatWasLostWaitsForItsMaking() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try fixture.hire("bob")
    try await fixture.run()
    try fixture.apply { $0.provisioning.approve = [.groups] }
    try fixture.set("bob", "department", "Eng")
    try await fixture.behind("DELETE", "/Groups/\(try await fixture.id(group: "Eng"))")
    fixture.clock.advance(60)
    _ = try await fixture.engine.entitlements.refresh("app")
    _ = try fixture.engine.planning.reapply("app")
    try fixture.approveAll()
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, bob"])
    #expect(try fixture.list(.failed).isEmpty)
  }

  @Test func whatOthersChangedBeforeALostAnswerWasFoundSaysNothingOfTheApp() async throws {
    let fixture = try Fixture()
    let posts = Counter()
    try fixture.hire("ann", title: "CEO")
    fixture.network.decide { request in
      if request.isA("POST"), posts.up() == 1 { return .lose(.timeout) }
      if request.isA("GET", "/Users?"), posts.count == 1 {
        _ = posts.up()
        let change: JSONValue = [
          "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
          "Operations": [["op": "replace", "path": "title", "value": "CFO"]],
        ]
        try await fixture.behind("PATCH", "/Users/\(try await fixture.id("ann"))", change)
      }
      return .pass
    }
    try await fixture.run()
    #expect(
      try await fixture.engine.verification.verify("app").differences.map(\.what) == [
        "title is 'CFO', should be 'CEO'"
      ])
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
  }

  @Test func whoComesIntoAGroupOfOthersAfterALookIsTakenOutAgain() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    let schemas: JSONValue = ["urn:ietf:params:scim:schemas:core:2.0:Group"]
    try await fixture.behind("POST", "/Groups", ["schemas": schemas, "displayName": "Eng"])
    _ = try await fixture.engine.entitlements.refresh("app")
    let late = Mutex<HTTPRequest?>(nil)
    fixture.network.decide { request in
      guard request.isA("PATCH", "/Groups/"), late.withLock({ $0 == nil }) else { return .pass }
      late.withLock { $0 = request }
      // Nobody wants it any more, and the app is looked at, before it arrives.
      _ = try await fixture.engine.verification.verify("app")
      try fixture.set("ann", "department", "Ops")
      return .fail(.timeout)
    }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    let request = try #require(late.withLock { $0 })
    try await fixture.behind(request.method, request.path, request.body)
    #expect(await fixture.groups() == ["Eng: ann"])
    _ = try await fixture.engine.verification.verify("app")
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: "])
  }

  @Test func aLookThatTakesLongDoesNotUnlinkANewAccount() async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .delete }
    try fixture.hire("ann")
    try await fixture.run()
    let old = try await fixture.id("ann")
    try await fixture.behind("DELETE", "/Users/\(old)")
    fixture.clock.advance(1)
    let looks = Counter()
    fixture.network.decide { request in
      guard request.isA("GET", "/Users/\(old)"), looks.up() == 1 else { return .pass }
      // Before the answer is kept, she goes and comes again.
      _ = try fixture.engine.people.delete("ann")
      try await fixture.run()
      try fixture.hire("ann")
      try await fixture.run()
      return .pass
    }
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
  }

  @Test func aRemovalOfStraysThatAreGoneIsNotLeftFailed() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    func setStrays(_ ids: [String]) throws {
      let app = try fixture.app.id
      try fixture.store.write { session in
        var group = try #require(try session.groups.groups(app).first)
        group.strays = ids
        try session.groups.save(group)
      }
    }
    try setStrays(["ghost"])
    _ = try fixture.engine.planning.reapply("app")
    var removal = try fixture.task(.removeMembers)
    removal.request.path = "/Elsewhere"
    try fixture.store.write { [removal] in try $0.tasks.save(removal) }
    try await fixture.run()
    #expect(try fixture.list(.failed) == ["remove-members Eng failed"])
    try setStrays([])
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.list(.failed).isEmpty)
  }

  @Test func aSuspensionThatSomebodyTookBackIsSentAgain() async throws {
    let fixture = try Fixture { $0.provisioning.whenDeleted = .suspend }
    try fixture.hire("ann", title: "CEO")
    try await fixture.run()
    let id = try await fixture.id("ann")
    let looks = Counter()
    fixture.network.decide { request in
      guard request.isA("GET", "/Users/\(id)"), looks.up() == 2 else { return .pass }
      // Between the suspension and the look at what came of it.
      let change: JSONValue = [
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [["op": "replace", "path": "active", "value": true]],
      ]
      try await fixture.behind("PATCH", "/Users/\(id)", change)
      return .pass
    }
    _ = try fixture.engine.people.delete("ann")
    try await fixture.run()
    _ = try await fixture.engine.verification.verify("app")
    _ = try fixture.engine.planning.reapply("app")
    try await fixture.run()
    #expect(try await fixture.account("ann")["active"] == false)
  }

  @Test func aFailedChangeOfAGroupInWhichEveryoneIsDoneIsEnded() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    fixture.network.decide { $0.isA("PATCH", "/Groups/") ? .answer(403) : .pass }
    try fixture.hire("ann", department: "Eng")
    try await fixture.run()
    var change = try fixture.task(.addMembers)
    #expect(change.status == .failed)
    for index in change.members.indices { change.members[index].state = .done }
    try fixture.store.write { [change] in try $0.tasks.save(change) }
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.list(.failed).isEmpty)
  }

  @Test func anOldLinkDoesNotReplaceTheAccountThatCameAfterIt() async throws {
    let fixture = try Fixture()
    try await fixture.stranger("ann")
    let another = try await fixture.stranger("ann1")
    _ = try await fixture.engine.verification.verify("app")
    try fixture.hire("ann")
    let link = try fixture.task(.link)
    try fixture.store.write { session in
      var task = link
      task.status = .ignored
      try session.tasks.save(task)
    }
    let now = fixture.clock.now()
    try fixture.store.write { session in
      let app = try #require(try session.apps.all().first)
      let other: JSONValue = ["id": .string(another), "userName": "ann1"]
      try session.accounts.save(
        AccountRecord(
          app: app.id, remoteID: another, user: link.user, resource: other, seenAt: now))
      var task = link
      task.status = .approved
      try session.tasks.save(task)
    }
    try await fixture.run()
    let app = try fixture.app.id
    let (task, account) = try fixture.store.read { session in
      (try session.tasks.task(link.id), try session.accounts.account(app, remoteID: another))
    }
    #expect(task?.status == .superseded)
    #expect(account?.user == link.user)
  }
}
