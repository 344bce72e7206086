import Engine
import Provisioning
import Testing

/// What the console asks of the store: pages of long lists from any place, counts that stop in
/// time, and settings that are changed from what was seen.
@Suite struct PagesTests {
  private func crowd(_ count: Int) throws -> Fixture {
    let fixture = try Fixture(approve: Set(ApprovalKind.allCases))
    try fixture.bring(
      (1...count).map { number in
        Fixture.person("u\(number)", department: number % 50 == 0 ? "Legal" : "Sales")
      })
    return fixture
  }

  @Test func tasksAreWalkedFromTheTopAndFromTheEnd() throws {
    let fixture = try crowd(450)
    let filter = TaskFilter(app: try fixture.app.id)
    let all = try fixture.tasks().map(\.id).sorted(by: >)
    #expect(all.count == 450)
    var down: [TaskID] = []
    var place = ListPlace.first
    while true {
      let page = try fixture.engine.tasks.list(filter, at: place)
      #expect(page.total == 450)
      guard let last = page.rows.last else { break }
      down += page.rows.map(\.id)
      place = .below(last.id)
    }
    #expect(down == all)
    var up = try fixture.engine.tasks.list(filter, at: .last).rows.map(\.id)
    while up.count < 450 {
      up = try fixture.engine.tasks.list(filter, at: .above(up[0])).rows.map(\.id) + up
    }
    #expect(up == all)
    #expect(
      try fixture.engine.tasks.list(filter, at: .from(all[100])).rows.map(\.id)
        == Array(all[100..<300]))
  }

  @Test func usersAreWalkedFromTheTopAndFromTheEnd() throws {
    let fixture = try crowd(450)
    func page(_ place: ListPlace) throws -> [String] {
      let page = try fixture.engine.directory.users(search: "", role: nil, at: place)
      #expect(page.total == 450)
      return page.rows.map(\.username)
    }
    let first = try fixture.engine.directory.users(search: "", role: nil, at: .first).rows
    #expect(first.map(\.username) == (1...200).map { "u\($0)" })
    #expect(try page(.last) == (251...450).map { "u\($0)" })
    #expect(try page(.below(first[199].id)) == (201...400).map { "u\($0)" })
    #expect(try page(.above(first[199].id)) == (1...199).map { "u\($0)" })
    #expect(try page(.from(first[9].id)).first == "u10")
    #expect(try fixture.engine.directory.users(search: "u45", role: "Staff", at: .first).total == 2)
    #expect(try fixture.engine.directory.users(search: "", role: "Nobody", at: .last).rows.isEmpty)
  }

  @Test func theAuditLogIsWalkedAndSearched() throws {
    let fixture = try Fixture()
    for number in 1...250 { _ = try fixture.engine.roles.create("role \(number)") }
    let first = try fixture.engine.audit.entries(search: "", at: .first)
    #expect(first.total == 251 && first.rows.first?.subject == "role 250")
    #expect(
      try fixture.engine.audit.entries(search: "", at: .last).rows.last?.action == "app.apply")
    let found = try fixture.engine.audit.entries(search: "ROLE.CREATE role 24", at: .first)
    #expect(found.rows.map(\.subject) == (240...249).reversed().map { "role \($0)" } + ["role 24"])
    let last = try fixture.engine.audit.entries(search: "kim", at: .last)
    #expect(last.total == 251 && last.rows.first?.seq == 200)
  }

  @Test(arguments: [("Legal", 9), ("legal", 9), ("Nowhere", 0)])
  func tasksAreFilteredByTheUsersAttributes(_ department: String, _ count: Int) throws {
    let fixture = try crowd(450)
    var filter = TaskFilter(app: try fixture.app.id, statuses: [.pending])
    filter.attributes = ["department": department]
    #expect(try fixture.engine.tasks.list(filter, at: .first).total == count)
    #expect(try fixture.engine.tasks.list(filter, at: .last).rows.count == count)
    #expect(try fixture.engine.decisions.impact(of: .approve, filter).count == count)
    #expect(
      try fixture.engine.decisions.decide(.approve, all: filter, described: "test").count == count)
    #expect(try fixture.tasks(.approved).count == count)
  }

  @Test func tasksAreFilteredByTheirGroup() throws {
    let fixture = try Fixture(
      approve: [.groups], rules: [.join("Eng", department: "Eng"), .join("Ops", department: "Ops")])
    try fixture.hire("ann", department: "Eng")
    try fixture.hire("bob", department: "Ops")
    var filter = TaskFilter(app: try fixture.app.id)
    filter.group = "eng"
    #expect(Set(try fixture.engine.tasks.list(filter, at: .first).rows.map(\.name)) == ["Eng"])
  }

  @Test func settingsAreChangedFromWhatWasSeenAlone() throws {
    let fixture = try Fixture()
    let seen = try fixture.app.definition
    var (mine, theirs) = (seen, seen)
    mine.roles = ["Staff", "Mine"]
    theirs.connection.timeout = 5
    _ = try fixture.engine(for: "bob").appEdits.change(from: seen, to: theirs)
    #expect(throws: EngineError.self) { try fixture.engine.appEdits.change(from: seen, to: mine) }
    #expect(try fixture.app.definition == theirs)
    mine.connection.timeout = 5
    let result = try fixture.engine.appEdits.change(from: theirs, to: mine)
    #expect(result.differences.count == 1)
    #expect(try fixture.app.definition == mine && fixture.app.isConnected)
    #expect(throws: EngineError.self) { try fixture.engine.appEdits.change(from: nil, to: mine) }
  }

  @Test func whomRulesMatchIsCountedInOneGo() throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", "bob", department: "Eng")
    try fixture.hire("cem", department: "Ops")
    var app = try fixture.app.definition
    app.rules.append(.join("Ops", department: "Ops"))
    let counts = try fixture.engine.rules.matches(app) { _ in }
    #expect(counts["Eng to Eng"]?.matches == 2 && counts["Eng to Eng"]?.changes == 0)
    #expect(counts["Ops to Ops"]?.matches == 1 && counts["Ops to Ops"]?.changes == 1)
    #expect(throws: CancellationError.self) {
      try fixture.engine.rules.matches(app) { _ in throw CancellationError() }
    }
  }
}
