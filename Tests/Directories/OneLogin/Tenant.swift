import Text
import Directories
import Engine
import Foundation
import Provisioning
import SCIM
import Sandbox
import Synchronization
import Testing

/// A simulated tenant in memory, and the way to it, which renews its token once on 401 as the network's
/// does.
final class Tenant: HTTPTransport {
  private let sandbox: OneLoginSandbox
  private let token = Mutex("")
  /// How long usher was made to wait, in seconds.
  let waits = Mutex<[Double]>([])
  private let clock: Clock

  init(
    _ tenant: OneLoginTenant = .sample, quirks: [String] = [], faults: [SandboxFault] = []
  ) throws {
    let clock = Clock(1_767_700_000.0)
    self.clock = clock
    sandbox = OneLoginSandbox(
      OneLoginOptions(
        tenant: tenant, clientID: "id", secret: "S", quirks: try OneLoginQuirks(quirks),
        faults: faults, seed: 1)
    ) { clock.value.withLock { $0 } }
  }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let answer = try await attempt(request)
    guard answer.status == 401 else { return answer }
    for _ in 0..<5 {
      let grant = await sandbox.respond(
        to: SandboxRequest(
          "POST", "/auth/oauth2/v2/token",
          headers: [
            "Authorization": "client_id:id, client_secret:S", "Content-Type": "application/json",
          ], body: Array(#"{"grant_type":"client_credentials"}"#.utf8)))
      guard grant.response.status == 200, grant.delivery == .whole,
        let text = try? JSONValue(parsing: grant.response.body)["access_token"]?.string
      else { continue }
      token.withLock { $0 = text }
      break
    }
    return try await attempt(request)
  }

  private func attempt(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let bearer = token.withLock { $0 }
    var headers = request.headers
    headers["Authorization"] = "bearer \(bearer)"
    let reply = await sandbox.respond(
      to: SandboxRequest(request.method, request.path, headers: headers))
    switch reply.delivery {
    case .whole: return reply.response
    case .truncated, .none: throw .reset("the connection ended")
    }
  }

  /// Sends a request as the tester.
  @discardableResult
  func tester(_ line: String, _ body: String = "") async throws -> JSONValue? {
    let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
    let reply = await sandbox.respond(
      to: SandboxRequest(
        parts[0], parts[1],
        headers: ["Authorization": "Bearer S", "Content-Type": "application/json"],
        body: Array(body.utf8)))
    #expect(reply.response.status < 300, "\(line): \(reply.response.status)")
    return reply.response.body.isEmpty ? nil : try JSONValue(parsing: reply.response.body)
  }

  /// Lets time pass.
  func wait(_ seconds: Double) { clock.value.withLock { $0 += seconds } }

  private final class Clock: Sendable {
    let value: Mutex<Double>
    init(_ now: Double) { value = Mutex(now) }
  }

  /// The paths that were asked for, without their queries.
  func requests() async throws -> [String] {
    let all = try await tester("GET /sandbox/requests")?.array ?? []
    return all.compactMap { $0["target"]?.string.map { String($0.prefix { $0 != "?" }) } }
  }

  func reader(_ change: (inout OneLoginSettings) -> Void = { _ in }) -> OneLoginDirectory {
    var settings = OneLoginSettings()
    change(&settings)
    return OneLoginDirectory(settings, transport: self) { seconds in
      self.waits.withLock { $0.append(seconds) }
    }
  }

  /// So many people, all of them in one role, every third one in another.
  static func crowd(_ count: Int) throws -> OneLoginTenant {
    let users = (1...count).map { id in
      let manager = id > 1 ? ",\"manager_user_id\":1" : ""
      return #"{"id":\#(id),"username":"u\#(id)","title":"T\#(id)"\#(manager)}"#
    }
    let all = (1...count).map(String.init).joined(separator: ",")
    let some = (1...count).filter { $0 % 3 == 0 }.map(String.init).joined(separator: ",")
    let fixture = """
      {"users":[\(users.joined(separator: ","))],
       "roles":[{"id":7,"name":"All","users":[\(all)]},{"id":8,"name":"Third","users":[\(some)]}]}
      """
    return try OneLoginTenant(fixture: Array(fixture.utf8), now: 1_767_600_000)
  }
}

extension OneLoginDirectory {
  /// Everyone, by key.
  func everyone() async throws -> [String: SourcePerson] {
    var people: [SourcePerson] = []
    _ = try await read(since: nil) { people += $0 }
    return Dictionary(people.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// Everyone, read again where the problem may pass, as a sync does it.
  func everyonePatiently() async throws -> [String: SourcePerson] {
    for _ in 0..<2 {
      do {
        return try await everyone()
      } catch let problem as SourceProblem where problem.heals {
        continue
      }
    }
    return try await everyone()
  }
}
