import Directories
import Engine
import Provisioning
import SCIM
import Synchronization
import Testing

/// A SCIM server as a source, with answers that were written down.
@Suite struct SCIMDirectoryTests {
  /// A server that knows what it answers to each path.
  private final class Canned: HTTPTransport {
    private let answers: [String: HTTPResponse]
    /// The paths that were asked for.
    let asked = Mutex<[String]>([])

    /// - Parameter answers: bodies by path; a number alone is a status.
    init(_ answers: [String: String]) {
      self.answers = answers.mapValues { text in
        Int(text).map { HTTPResponse(status: $0) }
          ?? HTTPResponse(status: 200, body: Array(text.utf8))
      }
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
      asked.withLock { $0.append(request.path) }
      let path = request.path.replacing("%20", with: " ")
      return answers[path] ?? HTTPResponse(status: 404)
    }
  }

  /// A clock that nobody waits for.
  private final class QuickTime: TimeSource {
    private let seconds = Mutex(1_000.0)
    func now() -> Double { seconds.withLock { $0 } }
    func sleep(seconds: Double) async { self.seconds.withLock { $0 += seconds } }
  }

  private static func list(_ resources: [String], total: Int?, more: String = "") -> String {
    let count = total.map { "\"totalResults\":\($0)," } ?? ""
    return "{\(count)\(more)\"Resources\":[\(resources.joined(separator: ","))]}"
  }
  private static func users(_ ids: ClosedRange<Int>) -> [String] {
    ids.map { #"{"id":"\#($0)","userName":"u\#($0)"}"# }
  }
  private static let first = "/Users?startIndex=1&count=100"
  private static let groups = "/Groups?startIndex=1&count=100"

  private func directory(
    _ server: Canned, _ change: (inout SourceDefinition) -> Void = { _ in }
  ) throws -> SCIMDirectory {
    var definition = SourceDefinition(name: "s", kind: .scim, location: "https://id.example.com")
    change(&definition)
    return try SCIMDirectory(definition, transport: server, time: QuickTime())
  }

  private func everyone(_ directory: SCIMDirectory) async throws -> [SourcePerson] {
    var people: [SourcePerson] = []
    _ = try await directory.read(since: nil) { people += $0 }
    return people
  }

  /// The problem of a reading; `nil` where it was believed.
  private func problem(_ answers: [String: String]) async throws -> SourceProblem? {
    do {
      _ = try await everyone(try directory(Canned(answers)))
      return nil
    } catch let problem as SourceProblem {
      return problem
    }
  }

  private static let ann = """
    {"id":"a1","externalId":"E1","userName":"ann","active":true,"title":"Lead","userType":"staff",
     "displayName":"Ann X","name":{"givenName":"Ann","familyName":"X"},
     "emails":[{"value":"old@x.example"},{"value":"ann@x.example","primary":true}],
     "phoneNumbers":[{"value":"1"}],
     "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":
       {"department":"R&D","organization":"Ex","employeeNumber":"7","manager":{"value":"b1"}}}
    """

  @Test func aUserBecomesAPerson() async throws {
    let server = Canned([
      Self.first: Self.list(
        [Self.ann, #"{"id":"b1","userName":"ben","active":false,"title":" "}"#], total: 2)
    ])
    let people = try await everyone(try directory(server))
    #expect(people.map(\.key) == ["a1", "b1"])
    #expect(people[0].reference == "a1")
    #expect(people[0].manager == "b1")
    #expect(
      people[0].entry.user.attributes == [
        "external_id": "a1", "email": "ann@x.example", "firstname": "Ann", "lastname": "X",
        "display_name": "Ann X", "title": "Lead", "type": "staff", "phone": "1",
        "department": "R&D", "company": "Ex", "employee_id": "7",
      ])
    #expect(people[0].entry.user.status == .active)
    #expect(people[1].entry.user.status == .suspended)
    #expect(people[1].entry.user.attributes == ["external_id": "b1"])
    #expect(!people[0].entry.mentioned.roles, "roles that are not read are left alone")
    #expect(server.asked.withLock { $0 } == [Self.first])
  }

  @Test func keyAndAttributesCanBeOthers() async throws {
    let server = Canned([Self.first: Self.list([Self.ann], total: 1)])
    let directory = try directory(server) {
      $0.key = "externalId"
      $0.attributes = [
        "username": "emails[primary eq true].value", "title": "", "nick": "userName",
      ]
    }
    let ann = try #require(try await everyone(directory).first)
    #expect(ann.key == "E1")
    #expect(ann.entry.user.username == "ann@x.example")
    #expect(ann.entry.user.attributes["nick"] == "ann")
    #expect(ann.entry.user.attributes["title"] == nil)
    #expect(!ann.entry.mentioned.speaks(of: "title"))
    #expect(!directory.sight.findsByKey, "the server finds by its own ids alone")
    #expect(throws: SourceProblem.self) {
      try self.directory(server) { $0.attributes = ["nick": "a..b"] }
    }
  }

  @Test func groupsBecomeRoles() async throws {
    let server = Canned([
      Self.first: Self.list(
        Self.users(1...2) + [
          #"{"id":"3","userName":"u3","groups":[{"value":"g1"},{"value":"g4","type":"indirect"}]}"#
        ], total: 3),
      Self.groups: Self.list(
        [
          #"{"id":"g1","displayName":"Staff","members":[{"value":"1"},{"value":"2"}]}"#,
          #"{"id":"g2","displayName":"SaaS  Users","members":[{"value":"2"}]}"#,
          #"{"id":"g3","displayName":"Hidden"}"#,
          #"{"id":"g4","displayName":"Left out","members":[{"value":"1"}]}"#,
        ], total: 4),
      "/Groups/g3": #"{"id":"g3","displayName":"Hidden","members":[{"value":"1"}]}"#,
    ])
    let directory = try directory(server) {
      $0.roles = SourceRoles(map: ["saas users": "Employees", "left out": ""])
    }
    let people = try await everyone(directory)
    #expect(
      people.map(\.entry.user.roles) == [["Hidden", "Staff"], ["Employees", "Staff"], ["Staff"]])
    #expect(people.allSatisfy { $0.entry.mentioned.roles })
    #expect(
      !server.asked.withLock { $0.contains("/Groups/g1") }, "whoever shows members is not asked")
  }

  @Test func pagesAreReadToTheEnd() async throws {
    let byIndex = Canned([
      Self.first: Self.list(Self.users(1...100), total: 230),
      "/Users?startIndex=101&count=100": Self.list(Self.users(101...200), total: 230),
      "/Users?startIndex=201&count=100": Self.list(Self.users(201...230), total: 230),
    ])
    #expect(try await everyone(try directory(byIndex)).count == 230)
    // A server that gives fewer than were asked for, and one that says no number.
    let small = Canned([
      Self.first: Self.list(Self.users(1...3), total: 5),
      "/Users?startIndex=4&count=100": Self.list(Self.users(4...5), total: 5),
    ])
    #expect(try await everyone(try directory(small)).count == 5)
    let silent = Canned([
      Self.first: Self.list(Self.users(1...3), total: nil),
      "/Users?startIndex=4&count=100": Self.list(Self.users(3...4), total: nil),
      "/Users?startIndex=6&count=100": Self.list([], total: nil),
    ])
    #expect(
      try await everyone(try directory(silent)).map(\.key) == ["1", "2", "3", "4"],
      "whoever comes twice is one")
    let cursors = Canned([
      Self.first: Self.list(Self.users(1...2), total: 3, more: #""nextCursor":"c+1","#),
      "/Users?count=100&cursor=c%2B1": Self.list(Self.users(3...3), total: 3),
    ])
    #expect(try await everyone(try directory(cursors)).count == 3)
  }

  private static let halves: [(String, [String: String])] = [
    ("a page fewer", [first: list(users(1...3), total: 5)]),
    (
      "the same page again",
      [
        first: list(users(1...3), total: 5),
        "/Users?startIndex=4&count=100": list(users(1...3), total: 5),
      ]
    ),
    (
      "a cursor in a circle",
      [
        first: list(users(1...2), total: 9, more: #""nextCursor":"c","#),
        "/Users?count=100&cursor=c": list(users(1...2), total: 9, more: #""nextCursor":"c","#),
      ]
    ),
    (
      "an empty page",
      [
        first: list(users(1...3), total: 5),
        "/Users?startIndex=4&count=100": list([], total: 5),
      ]
    ),
  ]

  @Test(arguments: halves)
  func aHalfListIsNoReading(_ name: String, _ answers: [String: String]) async throws {
    var answers = answers
    // What is not written down ends the list instead of being missing.
    answers["/Users?startIndex=4&count=100"] =
      answers["/Users?startIndex=4&count=100"] ?? Self.list([], total: 5)
    let problem = try await problem(answers)
    #expect(problem?.kind == .incomplete, "\(name)")
    #expect(problem?.heals == true, "\(name)")
    #expect(problem?.sentence.contains("nothing was taken") == true)
  }

  @Test(arguments: [
    ("401", SourceProblem.Kind.refused, false), ("403", .refused, false),
    ("503", .unreachable, true), ("429", .unreachable, true), ("302", .unreadable, false),
    ("<html>sign in</html>", .unreadable, true), (#"{"Resources":7}"#, .unreadable, true),
    (#"{"Resources":[7]}"#, .unreadable, true),
  ])
  func anAnswerThatIsNoListIsNamed(
    _ answer: String, _ kind: SourceProblem.Kind, _ heals: Bool
  ) async throws {
    let problem = try await problem([Self.first: answer])
    #expect(problem?.kind == kind)
    #expect(problem?.heals == heals)
    #expect(problem?.code == "source-\(kind.rawValue)")
    #expect(problem?.sentence.contains("the app") == false, "it is a server here")
  }

  @Test func whoIsMissingIsToldFromWhoCannotBeSeen() async throws {
    let server = Canned([
      "/Users/1": #"{"id":"1","userName":"u1"}"#, "/Users/3": "403", "/Users/4": "<html>",
    ])
    let directory = try directory(server)
    #expect(directory.sight.findsByKey)
    #expect(try await directory.find(["1", "2"]).map(\.key) == ["1"], "404 is gone")
    await #expect(throws: SourceProblem.self) { try await directory.find(["3"]) }
    await #expect(throws: SourceProblem.self) { try await directory.find(["4"]) }
  }

  @Test(arguments: [(nil, true), ("id", true), ("userName", false)])
  func peopleAreAskedForByTheServersOwnId(_ key: String?, _ isOwn: Bool) async throws {
    let server = Canned([Self.first: Self.list(Self.users(1...1), total: 1)])
    let directory = try directory(server) { $0.key = key }
    #expect(directory.sight.findsByKey == isOwn)
    let why = try await directory.read(since: nil) { _ in }.why
    #expect((why == "people are known by userName, not by id") == !isOwn)
    #expect(why?.contains("known by id") != true)
  }

  @Test func whoHasNoIdIsSaid() async throws {
    let server = Canned([
      Self.first: Self.list([#"{"userName":"x"}"#] + Self.users(1...1), total: 1)
    ])
    var count = 0
    let reading = try await directory(server).read(since: nil) { count += $0.count }
    #expect(count == 1)
    #expect(reading.notes == ["1 user without an id is left out"])
  }

  @Test func aProofShowsEachStep() async throws {
    let answers = [
      "/Users?startIndex=1&count=1": Self.list(Self.users(1...1), total: 4),
      Self.first: Self.list(Self.users(1...4), total: 4),
      Self.groups: Self.list(
        [#"{"id":"g","displayName":"Staff","members":[{"value":"1"}]}"#], total: 1),
    ]
    var steps: [SourceStep] = []
    let proof = await (try directory(Canned(answers)) { $0.roles = SourceRoles() })
      .prove { steps.append($0) }
    #expect(steps.map(\.name) == ["reach and token", "groups", "people", "changes", "deletions"])
    #expect(steps.allSatisfy { $0.holds })
    #expect(proof.people.map(\.key) == ["1", "2", "3"])
    #expect(proof.people[0].entry.user.roles == ["Staff"])
    #expect(proof.origins["email"] == "emails.value")
    var broken = answers
    broken[Self.groups] = "403"
    steps = []
    let refused = await (try directory(Canned(broken)) { $0.roles = SourceRoles() })
      .prove { steps.append($0) }
    #expect(steps.map(\.holds) == [true, false])
    #expect(refused.people.isEmpty)
  }
}
