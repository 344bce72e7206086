import Text
import Engine
import Provisioning
import SCIM
import Testing

/// What every store owes to apps, and to what was evaluated for them.
@Suite struct AppContractTests {
  /// A profile that says something else than the plain one about everything.
  private static var vendor: VendorProfile {
    var ways = AppWays()
    ways.rateLimit = 0.5
    ways.concurrency = 3
    ways.timeout = 9
    ways.membersPerPatch = 8
    ways.pageSize = 7
    ways.membersOnRequest = true
    ways.membersByFilter = true
    ways.visibilityWindow = 6
    ways.deletion = .deactivates
    ways.frozen = ["userName"]
    return VendorProfile(
      name: "acme", title: "Acme", parameters: [Parameter(path: "userName", value: "{{ email }}")],
      required: ["title"], ways: ways, notes: ["It is odd."], recognizedBy: ["acme"])
  }

  @Test(arguments: StoreFactory.all)
  func anAppIsKeptWhole(_ factory: StoreFactory) throws {
    let store = try factory.make()
    var app = AppRecord(
      definition: AppDefinition(
        name: "Netskope", vendor: Self.vendor,
        connection: ConnectionSettings(
          baseURL: "https://x.example", token: .command(["pass", "show", "x"]), timeout: 3,
          concurrency: 2, rateLimit: 0.5, membersPerPatch: 7, caFile: "/ca.pem"),
        provisioning: ProvisioningPolicy(
          enabled: true, approve: [.delete, .groups], whenDeleted: .delete, whenSuspended: .nothing,
          limits: SafetyLimits(deletions: 3, share: 0.25)),
        roles: ["Staff", "Ops"],
        parameters: [
          Parameter(path: "title", value: nil), Parameter(path: "nickName", value: "x"),
        ],
        rules: [
          Rule(
            name: "r", when: .any([.role("x"), .attribute("a", .isIn(["b"]))]),
            then: [
              .addToGroup(name: "G", create: true), .set(path: "title", value: nil),
              .doNotProvision,
              .addToGroupsNamedBy(attribute: "roles", matching: "^a", name: "$0", create: false),
            ], tests: [RuleTest(user: ["username": "u"], groups: ["G"], attributes: ["t": nil])])
        ]))
    app.mappingVersion = 4
    app.isConnected = true
    app.api = APIStatus(state: .failed, detail: "why", checkedAt: 2.5)
    app.pause = Pause(reason: "401", since: 3)
    app.schemas = [["id": "x"]]
    app.serviceProvider = ["patch": ["supported": false]]
    app.entitlementsReadAt = 9
    app.offers = [
      OfferedValues(
        path: "roles.value", origin: .resources, type: "Role",
        values: [OfferedValues.Value("a", title: "A"), OfferedValues.Value("b")], readAt: 8,
        problem: "why")
    ]
    app.memberDialect = "pathless"
    app.replacesUsers = true
    app.learned.wantsVersions = true
    app.id = try store.write { try $0.apps.save(app) }
    #expect(try store.read { try $0.apps.app(app.id) } == app)
    app.pause = nil
    app.schemas = nil
    app.definition.roles = []
    try store.write { _ = try $0.apps.save(app) }
    #expect(try store.read { try $0.apps.all() } == [app])
    #expect(try store.read { try $0.apps.app(99) } == nil)
  }

  @Test(arguments: StoreFactory.all)
  func anAppThatIsForgottenLeavesNothing(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let user = try session.makeUsers("ann")[0]
      try session.assignments.save(AssignmentRecord(app: app, user: user))
      try session.accounts.save(
        AccountRecord(app: app, remoteID: "1", user: user, resource: [:], seenAt: 1))
      let group = try session.groups.save(GroupRecord(app: app, name: "Eng"))
      var membership = MembershipRecord(group: group, user: user)
      membership.known = true
      try session.groups.save(membership)
      try session.findings.save(AttributeFinding(path: "title", evidence: []), of: app)
      let first = try session.makeTask(app, .create, "ann", user: user)
      let task = try session.makeTask(
        app, .addMembers, "Eng", group: group, members: [user],
        waitsFor: [TaskWait(on: first, member: user)])
      try session.apps.delete(app)
      #expect(try session.apps.all().isEmpty)
      #expect(try session.tasks.task(task) == nil && session.tasks.taskCount(TaskFilter()) == 0)
      #expect(try session.tasks.taskCounts(app).isEmpty)
      #expect(try session.accounts.accounts(app, after: "", limit: 9).isEmpty)
      #expect(try session.groups.groups(app).isEmpty && session.findings.all(app).isEmpty)
      #expect(try session.assignments.assignments(app, [user]).isEmpty)
      #expect(try session.directory.userCount() == 1)
    }
  }

  @Test(arguments: StoreFactory.all)
  func anAssignmentIsKeptWhole(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob")
      var record = AssignmentRecord(app: app, user: users[0])
      try session.assignments.save(record)
      #expect(try session.assignments.assignments(app, users) == [users[0]: record])
      record.version = 3
      record.outcome = .incomplete
      record.detail = "userName is empty"
      record.desired = DesiredAccount(
        attributes: [
          DesiredAttribute(path: "active", value: true),
          DesiredAttribute(path: "title", value: nil),
        ], groups: [DesiredGroup(name: "Eng", create: true, rule: "r")])
      record.isDirty = true
      record.task = 7
      record.ignoredTask = 8
      record.dueAt = 1_796_083_200.5
      try session.assignments.save(record)
      #expect(try session.assignments.assignments(app, users) == [users[0]: record])
      #expect(try session.assignments.assignments(app + 1, users).isEmpty)
    }
  }

  @Test(arguments: StoreFactory.all)
  func whoIsDueIsFoundByTheMoment(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob", "cem", "dan")
      for (user, due) in zip(users, [30.0, 20, 10, nil]) {
        var record = AssignmentRecord(app: app, user: user)
        record.version = 1
        record.dueAt = due
        record.isDirty = due == 10
        try session.assignments.save(record)
      }
      #expect(try session.assignments.dueUsers(app, by: 19.9).isEmpty)
      #expect(try session.assignments.dueUsers(app, by: 20) == [users[1]])
      #expect(try session.assignments.dueUsers(app, by: 30) == [users[0], users[1]])
      #expect(try session.assignments.dueUsers(app + 1, by: 30).isEmpty)
      try session.assignments.postpone(app, users[0], from: 29, to: 99)
      try session.assignments.postpone(app, users[1], from: 20, to: nil)
      try session.assignments.postpone(app, users[2], from: 10, to: 99)
      #expect(try session.assignments.dueUsers(app, by: 50) == [users[0]])
      #expect(try session.assignments.assignments(app, users)[users[2]]?.dueAt == 10)
      var left = AssignmentRecord(app: app, user: users[3])
      left.outcome = .left
      try session.assignments.save(left)
      try session.assignments.makeDue(by: 5)
      #expect(try session.assignments.dueUsers(app, by: 5) == [users[0], users[3]])
    }
  }

  @Test(arguments: StoreFactory.all)
  func whoChangedIsMarkedWhereTheAppIsConcerned(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp(roles: ["STAFF"])
      let users = try session.makeUsers("ann", "bob", "cem")
      try session.directory.replace(DirectoryUser(id: users[1], username: "bob"))
      try session.directory.replace(DirectoryUser(id: users[2], username: "cem"))
      try session.assignments.save(AssignmentRecord(app: app, user: users[2]))
      #expect(try session.assignments.dirtyUsers(app, after: 0, limit: 9).isEmpty)
      #expect(
        try session.assignments.concernedUsers(app, after: 0, limit: 9) == [users[0], users[2]])
      try session.assignments.markDirty(app, users, by: "kim")
      try session.assignments.markDirty(app, users, by: "lou")
      try session.assignments.markDirty(app, users, by: "ki")
      try session.assignments.markDirty(app, users, by: "lou")
      #expect(
        try session.assignments.assignments(app, users)[users[2]]?.changedBy == [
          "kim", "lou", "ki",
        ])
      #expect(try session.assignments.dirtyUsers(app, after: 0, limit: 9) == [users[0], users[2]])
      #expect(try session.assignments.dirtyUsers(app, after: users[0], limit: 9) == [users[2]])
      #expect(try session.assignments.dirtyUsers(app, after: 0, limit: 1) == [users[0]])
      #expect(try session.assignments.assignments(app, users)[users[2]]?.isDirty == true)
      try session.accounts.save(
        AccountRecord(app: app, remoteID: "1", user: users[1], resource: [:], seenAt: 1))
      #expect(
        try session.assignments.concernedUsers(app, after: users[0], limit: 9) == Array(users[1...])
      )
    }
  }

  @Test(arguments: StoreFactory.all)
  func whoWasEvaluatedUnderOlderRulesIsCounted(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let users = try session.makeUsers("ann", "bob", "cem")
      for (index, user) in users.enumerated() {
        var record = AssignmentRecord(app: app, user: user)
        record.version = index + 1
        try session.assignments.save(record)
      }
      var stored = try #require(try session.apps.app(app))
      stored.mappingVersion = 3
      try session.apps.save(stored)
      #expect(try session.assignments.staleCount(app) == 2)
      try session.directory.deleteUser(users[0])
      #expect(try session.assignments.staleCount(app) == 1)
    }
  }

  @Test(arguments: StoreFactory.all)
  func eachUserHasOneReason(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let expected: [(Outcome?, Bool?, TaskStatus?, ReasonKind)] = [
        (nil, nil, nil, .notEvaluated), (.assigned, true, nil, .provisioned),
        (.assigned, nil, nil, .missing), (.suspended, false, nil, .suspended),
        (.suspended, nil, nil, .suspendedWithoutAccount), (.noAccess, true, nil, .leftAlone),
        (.noAccess, nil, nil, .noAccess), (.excluded, nil, nil, .excluded),
        (.conflict, nil, nil, .conflict), (.conflict, true, nil, .conflict),
        (.incomplete, nil, nil, .incomplete), (.incomplete, true, nil, .incomplete),
        (.assigned, nil, .pending, .pending), (.assigned, true, .approved, .approved),
        (.assigned, nil, .running, .running), (.assigned, true, .failed, .failed),
        (.assigned, true, .provisioned, .provisioned), (.assigned, nil, .ignored, .ignored),
        (.assigned, true, .superseded, .provisioned),
      ]
      for (index, row) in expected.enumerated() {
        let user = try session.makeUsers("u\(index)")[0]
        if let active = row.1 {
          try session.accounts.save(
            AccountRecord(
              app: app, remoteID: "r\(index)", user: user, resource: ["active": .bool(active)],
              seenAt: 1))
        }
        guard let outcome = row.0 else { continue }
        var record = AssignmentRecord(app: app, user: user)
        record.outcome = outcome
        if let status = row.2 {
          record.task = try session.makeTask(app, .update, "u", status, user: user)
          if status == .ignored { record.ignoredTask = record.task }
        }
        try session.assignments.save(record)
        #expect(try session.assignments.reason(app, user: user) == row.3, "row \(index)")
      }
      let counts = try session.assignments.reasonCounts(app)
      #expect(counts.values.reduce(0, +) == expected.count)
      for (reason, count) in counts {
        #expect(expected.count { $0.3 == reason } == count, "\(reason)")
        #expect(
          try session.assignments.users(app, reason: reason, after: 0, limit: 99).count == count,
          "\(reason)")
      }
    }
  }

  @Test(arguments: StoreFactory.all)
  func whatWasFoundOfAnAttributeIsKeptWhole(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      func seen(_ account: String, _ sent: JSONValue?) -> AttributeFinding.Evidence {
        AttributeFinding.Evidence(
          account: account, name: "Zoë", sent: sent, shown: ["value": [1, .number(2.5)]], at: 1.25)
      }
      var title = AttributeFinding(path: "title", evidence: [seen("1", "a"), seen("2", nil)])
      let nick = AttributeFinding(path: "nickName", evidence: [seen("1", true)])
      try session.findings.save(title, of: app)
      try session.findings.save(nick, of: app)
      #expect(try session.findings.all(app) == [nick, title])
      #expect(try session.findings.finding(app, path: "NICKNAME") == nick)
      #expect(try session.findings.attributesNotKept(app).isEmpty, "two accounts are too few")
      title.evidence.append(seen("3", "c"))
      try session.findings.save(title, of: app)
      #expect(try session.findings.attributesNotKept(app) == ["title"])
      #expect(try session.findings.all(app + 1).isEmpty)
      try session.findings.forgetFinding(app, path: "Title")
      #expect(try session.findings.all(app) == [nick])
    }
  }
}
