import Engine
import Provisioning
import Testing

@testable import LDAP

/// A reading is whole, or it is none.
@Suite struct LDAPReadingTests {
  private static func person(_ name: String) -> LDAPEntry {
    LDAPEntry("uid=\(name),dc=x", ["uid": [name], "entryUUID": ["u-\(name)"]])
  }

  private func definition(
    _ kind: SourceKind = .ldap, _ edit: (inout SourceDefinition) -> Void = { _ in }
  ) -> SourceDefinition {
    var definition = SourceDefinition(
      name: "corp", kind: kind, location: "ldaps://127.0.0.1", base: "dc=x")
    edit(&definition)
    return definition
  }

  private func names(_ reading: inout LDAPReading) async throws -> [String] {
    var names: [String] = []
    try await reading.read(reading.people) { names += $0.map(\.entry.user.username) }
    return names
  }

  @Test func itGoesOnUntilTheCookieIsEmpty() async throws {
    let door = FakeDoor([
      .page(LDAPPage(entries: [Self.person("ann")], references: 2, cookie: [1])),
      .page(LDAPPage(entries: [], cookie: [2])),
      .page(LDAPPage(entries: [Self.person("ben")], references: 1)),
    ])
    var reading = LDAPReading(door, definition())
    #expect(try await names(&reading) == ["ann", "ben"])
    #expect(reading.notes == ["3 references to other servers, which are not followed"])
  }

  static let codes: [(code: Int32, kind: SourceProblem.Kind, heals: Bool)] = [
    (LDAPCode.sizeLimit, .incomplete, false), (LDAPCode.timeLimit, .incomplete, false),
    (LDAPCode.adminLimit, .incomplete, false), (LDAPCode.referral, .incomplete, false),
    (LDAPCode.partial, .incomplete, false), (LDAPCode.busy, .unreachable, true),
    (LDAPCode.unavailable, .unreachable, true), (80, .incomplete, false),
    (LDAPCode.serverDown, .incomplete, true), (LDAPCode.timeout, .incomplete, true),
    (LDAPCode.unavailableExtension, .incomplete, false),
    (LDAPCode.noSuchObject, .configuration, false), (LDAPCode.insufficientAccess, .refused, false),
    (LDAPCode.filterError, .configuration, false),
  ]

  @Test(arguments: codes)
  func whateverElseEndsItIsAnError(_ code: Int32, _ kind: SourceProblem.Kind, _ heals: Bool)
    async throws
  {
    let door = FakeDoor([
      .page(LDAPPage(entries: [Self.person("ann")], cookie: [1])), .fail(code),
    ])
    var reading = LDAPReading(door, definition())
    let failure = await #expect(throws: LDAPFailure.self) { _ = try await names(&reading) }
    let server = LDAPServer(url: "ldaps://127.0.0.1", caFile: "/ca.pem", timeout: 30)
    let words = LDAPWords(definition: definition(), server: server)
    let problem = words.problem(try #require(failure))
    #expect(problem.kind == kind)
    #expect(problem.heals == heals)
    #expect(!problem.sentence.isEmpty)
  }

  @Test func aPageThatDoesNotEndIsAnError() async throws {
    let endless = LDAPPage(entries: [], cookie: [7])
    var reading = LDAPReading(FakeDoor([.page(endless), .page(endless)]), definition())
    await #expect(throws: SourceProblem.self) { _ = try await names(&reading) }
  }

  @Test func whoMatchesTheRuleIsSuspended() async throws {
    let door = FakeDoor([
      .page(LDAPPage(entries: [LDAPEntry("UID=Ben,DC=x", [:])])),
      .page(LDAPPage(entries: [Self.person("ann"), Self.person("ben")])),
    ])
    var reading = LDAPReading(door, definition { $0.suspended = "(nsAccountLock=TRUE)" })
    try await reading.prepare()
    var statuses: [UserStatus] = []
    try await reading.read(reading.people) { statuses += $0.map(\.entry.user.status) }
    #expect(statuses == [.active, .suspended])
  }

  @Test func theMembersOfAGroupComeInParts() async throws {
    let group = LDAPEntry(
      "cn=Staff,dc=x", ["cn": ["Staff"], "member": [], "member;range=0-0": ["uid=ann,dc=x"]])
    let door = FakeDoor([
      .page(LDAPPage(entries: [group])),
      .page(LDAPPage(entries: ["ann", "ben", "cy"].map(Self.person))),
    ]) { search in
      switch search.attributes {
      case ["member;range=1-*"]: LDAPEntry(search.base, ["member;range=1-1": ["uid=ben,dc=x"]])
      case ["member;range=2-*"]: LDAPEntry(search.base, ["member;range=2-*": ["uid=cy,dc=x"]])
      default: nil
      }
    }
    var reading = LDAPReading(
      door,
      definition(.activeDirectory) {
        $0.roles = SourceRoles()
        $0.attributes = ["username": "uid"]
      })
    try await reading.prepare()
    var roles: [[String]] = []
    try await reading.read(reading.people) { roles += $0.map(\.entry.user.roles) }
    #expect(roles == [["Staff"], ["Staff"], ["Staff"]])
    #expect(reading.groups.memberships == 3)
  }

  @Test func aPartWithoutTheRestIsAnError() async throws {
    let group = LDAPEntry("cn=Staff,dc=x", ["cn": ["Staff"], "member;range=0-0": ["uid=ann,dc=x"]])
    let door = FakeDoor([.page(LDAPPage(entries: [group]))]) { LDAPEntry($0.base, [:]) }
    var reading = LDAPReading(door, definition(.activeDirectory) { $0.roles = SourceRoles() })
    await #expect(throws: SourceProblem.self) { try await reading.prepare() }
  }

  @Test(
    arguments: [
      ("(objectClas=person)", nil), (nil, "employeeTypo"), ("(objectClass=person)", nil),
    ] as [(String?, String?)])
  func aNameThatTheServerDoesNotKnowIsAnError(_ filter: String?, _ origin: String?) async throws {
    let door = FakeDoor([]) { search in
      search.base.isEmpty
        ? LDAPEntry("", ["subschemaSubentry": ["cn=Subschema"]])
        : LDAPEntry(
          search.base,
          ["attributeTypes": ["( 2.5.4.0 NAME 'objectClass' )", "( 1 NAME 'uid' )"]])
    }
    let reading = LDAPReading(
      door,
      definition {
        $0.filter = filter
        if let origin { $0.attributes = ["type": origin] }
      })
    if filter == "(objectClass=person)" {
      try await reading.checkNames()
    } else {
      let problem = await #expect(throws: SourceProblem.self) { try await reading.checkNames() }
      #expect(problem?.kind == .configuration)
    }
  }
}
