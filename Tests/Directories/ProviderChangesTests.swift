import Directories
import Engine
import Provisioning
import SCIM
import Synchronization
import Testing
import Text

/// Who changed in a SCIM server.
@Suite struct ProviderChangesTests {
  /// A server that answers filters in one way or another.
  private final class Server: HTTPTransport {
    enum Habit: Sendable, CaseIterable { case right, everybody, nobody, refuses }

    let users: Mutex<[JSONValue]>
    let groups: Mutex<[JSONValue]>
    let habit: Mutex<Habit>

    init(_ users: [JSONValue], groups: [JSONValue] = [], _ habit: Habit = .right) {
      self.users = Mutex(users)
      self.groups = Mutex(groups)
      self.habit = Mutex(habit)
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
      let isGroups = request.path.hasPrefix("/Groups")
      var resources = isGroups ? groups.withLock { $0 } : users.withLock { $0 }
      let query = PercentEncoding.decode(request.path) ?? ""
      if let start = query.firstRange(of: "filter=meta.lastModified gt \"")?.upperBound {
        let moment = DateTime.seconds(String(query[start...].prefix { $0 != "\"" })) ?? 0
        switch habit.withLock({ $0 }) {
        case .right:
          resources.removeAll {
            DateTime.seconds($0["meta"]?["lastModified"]?.string ?? "") ?? 0 <= moment
          }
        case .everybody: break
        case .nobody: resources = []
        case .refuses: return HTTPResponse(status: 400)
        }
      }
      let isOne = query.contains("count=1&") || query.hasSuffix("count=1")
      let body: JSONValue = [
        "totalResults": .integer(Int64(resources.count)),
        "Resources": .array(Array(resources.prefix(isOne ? 1 : 100))),
      ]
      return HTTPResponse(status: 200, body: body.bytes)
    }
  }

  /// A clock that nobody waits for.
  private struct NoTime: TimeSource {
    func now() -> Double { 0 }
    func sleep(seconds: Double) async {}
  }

  private static func user(_ name: String, _ time: String, groups: [JSONValue] = []) -> JSONValue {
    [
      "id": .string(name), "userName": .string(name), "groups": .array(groups),
      "meta": ["lastModified": .string("2026-03-01T\(time)Z")],
    ]
  }

  private static func group(_ name: String, _ members: [String]) -> JSONValue {
    [
      "id": .string(name), "displayName": .string(name),
      "members": .array(members.map { ["value": .string($0)] }),
    ]
  }

  private func read(_ server: Server, since mark: String?, key: String? = nil) async throws -> (
    reading: SourceReading, people: [String]
  ) {
    let definition = SourceDefinition(
      name: "s", kind: .scim, location: "https://id.example.com", key: key, roles: SourceRoles())
    let directory = try SCIMDirectory(definition, transport: server, time: NoTime())
    var people: [String] = []
    let reading = try await directory.read(since: mark) { people += $0.map(\.key) }
    return (reading, people)
  }

  @Test func whoChangedIsReadAndEveryonesRoles() async throws {
    let server = Server(
      [Self.user("ann", "10:00:00"), Self.user("ben", "12:00:00")],
      groups: [Self.group("Staff", ["ann"])])
    let first = try await read(server, since: nil)
    #expect(first.people == ["ann", "ben"])
    #expect(first.reading.extent == .whole)
    let mark = try #require(first.reading.mark)

    server.users.withLock { $0.append(Self.user("cy", "12:10:00")) }
    server.groups.withLock { $0 = [Self.group("Staff", ["ann", "ben"])] }
    let second = try await read(server, since: mark)
    // The one at the mark comes again.
    #expect(second.people == ["ben", "cy"])
    #expect(
      second.reading.extent
        == .changes(SourceChanges(people: 3, roles: ["ann": ["Staff"], "ben": ["Staff"]])))
    #expect(try #require(second.reading.mark) != mark)
  }

  @Test(arguments: [Server.Habit.everybody, .nobody, .refuses])
  private func aFilterThatDoesNotFilterIsNotBelieved(_ habit: Server.Habit) async throws {
    let server = Server([Self.user("ann", "10:00:00"), Self.user("ben", "12:00:00")], habit)
    let first = try await read(server, since: nil)
    #expect(first.reading.mark == nil)
    #expect(first.reading.why == "the server does not filter by meta.lastModified")
    // Nor is one that did so once, and does not any more.
    server.habit.withLock { $0 = .right }
    let believed = try await read(server, since: nil)
    #expect(believed.reading.mark != nil)
    server.habit.withLock { $0 = habit }
    let next = try await read(server, since: believed.reading.mark)
    #expect(next.people == ["ann", "ben"])
    #expect(next.reading.extent == .whole)
    #expect(next.reading.why == "the server does not filter by meta.lastModified")
  }

  @Test func whatCannotBeFollowedLeavesNoMark() async throws {
    let staff: JSONValue = ["value": "Staff"]
    let alone = Server(
      [Self.user("ann", "10:00:00", groups: [staff])], groups: [Self.group("Staff", [])])
    #expect(
      try await read(alone, since: nil).reading.why
        == "some groups are shown by their members alone"
    )
    let timeless = Server([["id": "ann", "userName": "ann"]])
    #expect(
      try await read(timeless, since: nil).reading.why == "not every user has meta.lastModified")
    let server = Server([Self.user("ann", "10:00:00")])
    let keyed = try await read(server, since: nil, key: "userName").reading
    #expect((keyed.mark, keyed.why) == (nil, "people are known by userName, not by id"))
  }
}
