import Text
import Engine
import Provisioning
import SCIM
import Screen
import Testing

@testable import Console

/// Whole screens, as a person sees them.
@Suite struct GoldenTests {
  @Test(arguments: [
    ("tasks", ""), ("tasks-marked", "<space><space>"), ("tasks-filter", "/status:pending"),
    ("tasks-filter-wrong", "/status:pen"), ("tasks-builder", "f"), ("dialog-deletion", "jja"),
    ("dialog-many", "*a"), ("palette", "?"), ("palette-search", "?appr"), ("connection", "1"),
    ("connection-editing", "1<enter>x"), ("provisioning", "2"), ("parameters", "3"),
    ("parameter-editing", "3<enter><c-u>{{ firstname | upcse }}"),
    ("parameter-completing", "3<enter><c-u>{{ dep"), ("rules", "4"), ("rules-moved", "4J"),
    ("rule-carried", "4<space><down>"), ("rule-editing", "4<enter>"),
    ("rule-naming", "4j<enter>"), ("directory-empty", "6"), ("roles-empty", "6<right>"),
    ("audit-empty", "7"), ("prompt-user", "6nann email=a"), ("quit-unsaved", "4Jq"),
    ("log-empty", "L"),
    ("copy", "y"),
  ])
  func at80x24(_ name: String, _ keys: String) throws {
    var desk = Desk()
    desk.press(keys)
    try expectGolden(name, desk.screen())
  }

  @Test(arguments: [
    ("tasks", "", 132, 43), ("tasks", "", 40, 12), ("tasks", "", 62, 14),
    ("task-open", "<enter>", 40, 12), ("dialog-deletion", "jja", 40, 12), ("rules", "4", 132, 43),
    ("rule-editing", "4<enter>", 132, 43), ("connection", "1", 40, 12), ("palette", "?", 40, 12),
    ("tasks", "", 40, 8), ("tasks", "", 39, 8),
  ])
  func atOtherSizes(_ name: String, _ keys: String, _ columns: Int, _ rows: Int) throws {
    var desk = Desk(size: Size(columns: columns, rows: rows))
    desk.send(.taskLoaded(Self.story))
    desk.press(keys)
    try expectGolden("\(name)-\(columns)x\(rows)", desk.screen(columns, rows))
  }

  @Test func aTaskWithItsStory() throws {
    var desk = Desk()
    desk.send(.taskLoaded(Self.story))
    desk.press("<enter>")
    try expectGolden("task-open", desk.screen())
    desk.press("<pgdn>")
    try expectGolden("task-open-below", desk.screen())
    desk.press("G")
    try expectGolden("task-open-end", desk.screen())
    desk.press("g/held<enter>")
    #expect(desk.text.contains("find: held"))
  }

  @Test func whereThereIsNothing() throws {
    try expectGolden("first-start", Desk(apps: [], tasks: []).screen())
    var desk = Desk(tasks: [])
    try expectGolden("tasks-none", desk.screen())
    desk.press("/status:failed<enter>")
    desk.give([ProvisioningTask]())
    try expectGolden("tasks-no-match", desk.screen())
    desk = Desk(apps: [Desk.overview { $0.rules = [] }])
    desk.press("4")
    try expectGolden("rules-none", desk.screen())
    desk = Desk(apps: [], tasks: [])
    desk.press("4")
    try expectGolden("rules-no-app", desk.screen())
  }

  @Test func whatAnAppDoesNotKeepStandsBesideItsRow() throws {
    func seen(_ name: String, _ sent: JSONValue?) -> AttributeFinding.Evidence {
      AttributeFinding.Evidence(account: name, name: name, sent: sent, shown: "Ann", at: 86_400)
    }
    var overview = Desk.overview {
      $0.parameters = [Parameter(path: "title", value: "{{ title }}")]
    }
    let names = ["ann", "bob", "cem"]
    overview.findings = [
      AttributeFinding(path: "name.givenName", evidence: names.map { seen($0, "Annie") }),
      AttributeFinding(path: "title", evidence: [seen("ann", "CTO")]),
    ]
    var desk = Desk(apps: [overview])
    desk.press("3jj")
    try expectGolden("parameters-finding", desk.screen())
    desk.press("G")
    #expect(desk.text.contains("perhaps"), "one account is not enough")
    desk.press("gg")
    #expect(!desk.text.contains("seen on"))
  }

  @Test func whatAConnectionProved() throws {
    var desk = Desk()
    desk.press("1t")
    let steps: [ConnectionReport.Step] = [
      .init("reach", true, "the app answers"), .init("TLS", true, "the certificate is trusted"),
      .init("auth", false, "401: the token is not taken; make a new one"),
    ]
    desk.send(.connectionTested(app: "netskope", steps, supports: []))
    desk.send(.failed("auth: 401: the token is not taken; make a new one"))
    desk.send(.ended(.testConnection(app: "netskope", enabling: false), isGood: true))
    try expectGolden("connection-failed", desk.screen())
  }

  @Test func usersRolesAndAUser() throws {
    var desk = Desk()
    desk.press("6")
    desk.give([Desk.user(1, "ann", roles: ["Employees", "NS-VPN"]), Desk.user(2, "bob")])
    desk.send(
      .rolesLoaded([
        RoleRecord(name: "Employees", members: 1), RoleRecord(name: "NS-VPN", members: 1),
      ]))
    try expectGolden("directory", desk.screen())
    desk.press("r")
    try expectGolden("directory-roles-of", desk.screen())
    desk.press("<esc><right>")
    try expectGolden("roles", desk.screen())
    desk.press("<left><enter>")
    desk.send(.userLoaded(Desk.user(1, "ann"), ["netskope: pending: the create waits"]))
    try expectGolden("user-open", desk.screen())
    desk.press("<esc>s")
    try expectGolden("user-editing", desk.screen())
    desk.press("<esc>D")
    try expectGolden("dialog-delete-user", desk.screen())
  }

  @Test func aTestRun() throws {
    var desk = Desk()
    desk.press("6")
    desk.give([Desk.user(1, "ann")])
    desk.press("T")
    try expectGolden("dialog-test-run", desk.screen())
    desk.press("y")
    desk.send(
      .testStepEnded(
        app: "netskope", user: "ann", TestStep(name: "create", passed: true, detail: "POST /Users"))
    )
    desk.send(
      .testStepEnded(
        app: "netskope", user: "ann",
        TestStep(name: "confirm create", passed: false, detail: "the account is not there")))
    try expectGolden("test-run", desk.screen())
    desk.send(.ended(.testRun(app: "netskope", user: "ann"), isGood: true))
    try expectGolden("test-run-failed", desk.screen())
  }

  @Test func theAuditLog() throws {
    var desk = Desk()
    desk.press("7")
    let entries = (0..<3).map { number in
      AuditEntry(
        seq: Int64(3 - number), at: 900, actor: Actor(name: "ann", origin: "10.0.0.7"),
        action: "task.approve", subject: "\(29 - number)", detail: ["name": "zoe"],
        previousHash: "")
    }
    let rows = entries.map { AuditRow($0, when: "2026-05-04 10:20:30") }
    desk.send(.auditLoaded(search: "", .first, Page(rows, total: 3)))
    desk.send(.chainChecked(holds: true, "the chain holds over 3 entries"))
    try expectGolden("audit", desk.screen())
    desk.press("<enter>")
    try expectGolden("audit-open", desk.screen())
  }

  @Test func affectedUsersAndAPlan() throws {
    var desk = Desk(apps: [Desk.overview(stale: 12)])
    desk.press("4w")
    let report = AffectedReport(
      rows: [
        .init(username: "ann", hasAccess: true, wouldChange: true, groups: ["Engineers", "VPN"]),
        .init(username: "bob", hasAccess: false, wouldChange: false, groups: []),
      ], matches: 2, changes: 1)
    let definition = desk.console.edited(Desk.overview().app.definition)
    desk.send(.affectedLoaded(definition, rule: "Engineers", report))
    try expectGolden("affected", desk.screen())
    desk.press("<esc>R")
    desk.send(
      .planLoaded(
        app: "netskope", .everything,
        PlanOverview(
          lines: ["60 delete: ann, bob, cem, …", "About 180 requests, 45 s."], fresh: 60,
          blocked: 60)))
    try expectGolden("plan-held", desk.screen())
  }

  static var story: TaskStory {
    var story = TaskStory(task: Desk.task(30))
    story.person = ["  user user30: Zoe Z, Sales, active", "  access: by role Employees"]
    story.attempts = [
      AttemptRecord(
        at: 960, request: "POST /Users", bodyHash: "", status: 400,
        answer: #"{"status":"400","scimType":"invalidValue","detail":"title is too long"}"#)
    ]
    story.account = AccountRecord(
      app: 1, remoteID: "7", user: 30, resource: ["id": "7", "title": "Engineer"], seenAt: 970)
    return story
  }
}
