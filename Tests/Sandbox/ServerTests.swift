import Text
import Foundation
import SCIM
import Sandbox
import Testing

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

@Suite struct ServerTests {
  /// Runs a server, gives its base URL to the body, and stops it.
  private func withServer(
    _ faults: [SandboxFault] = [],
    _ body: @escaping @Sendable (String, Sandbox) async throws -> Void
  ) async throws {
    let sandbox = Sandbox(SandboxOptions(token: "T", faults: faults, seed: 1)) { 0 }
    let (addresses, announcement) = AsyncStream.makeStream(of: String.self)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await SandboxServer(sandbox).run(port: 0) { port, baseURL in
          #expect(baseURL == "http://127.0.0.1:\(port)/scim/v2")
          announcement.yield(baseURL)
        }
      }
      group.addTask {
        for await baseURL in addresses.prefix(1) { try await body(baseURL, sandbox) }
      }
      try await group.next()
      group.cancelAll()
      while !group.isEmpty { _ = await group.nextResult() }
    }
  }

  private static func send(
    _ method: String, _ url: String, _ body: String? = nil
  ) async throws -> (status: Int, headers: [AnyHashable: Any], json: JSONValue?) {
    var request = URLRequest(url: try #require(URL(string: url)))
    request.httpMethod = method
    request.setValue("Bearer T", forHTTPHeaderField: "Authorization")
    request.httpBody = body.map { Data($0.utf8) }
    let (data, response) = try await URLSession(configuration: .ephemeral).data(for: request)
    let http = try #require(response as? HTTPURLResponse)
    return (http.statusCode, http.allHeaderFields, try? JSONValue(parsing: Array(data)))
  }

  @Test(.timeLimit(.minutes(10))) func answersOnALoopbackPort() async throws {
    try await withServer { base, sandbox in
      let body = #"{"schemas":["\#(userSchema)"],"userName":"ann"}"#
      let created = try await Self.send("POST", base + "/Users", body)
      #expect(created.status == 201)
      let location = try #require(created.json?.value(at: "meta.location")?.string)
      #expect(location.hasPrefix(base + "/Users/"))
      #expect(try await Self.send("GET", location).json?["userName"] == "ann")
      let list = try await Self.send("GET", base + "/Users?filter=userName+eq+%22ANN%22")
      #expect(list.json?["totalResults"] == 1)
      #expect(try await Self.send("GET", base).status == 200)
      #expect(try await Self.send("DELETE", location).status == 204)
      let root = String(base.dropLast("/scim/v2".count))
      #expect(try await Self.send("GET", root + "/Users").status == 404)
      #expect(try await Self.send("GET", root + "/scim/v22/Users").status == 404)
      let log = await sandbox.log
      #expect(log.map(\.request.method) == ["POST", "GET", "GET", "GET", "DELETE"])
      #expect(log.first?.request.body == Array(body.utf8))
    }
  }

  /// A connection that comes as the server stops is closed, and ends nothing else.
  @Test func whoComesAsItStopsEndsNothing() async throws {
    for _ in 0..<200 {
      let sandbox = Sandbox(SandboxOptions(token: "T", seed: 1)) { 0 }
      let (ports, announcement) = AsyncStream.makeStream(of: Int.self)
      let server = Task {
        try await SandboxServer(sandbox).run(port: 0) { port, _ in announcement.yield(port) }
      }
      for await port in ports.prefix(1) {
        let knocks = (0..<4).map { _ in
          Task.detached { Self.knock(port) }
        }
        server.cancel()
        for knock in knocks { await knock.value }
      }
      _ = await server.result
    }
  }

  /// Connects and goes away.
  private static func knock(_ port: Int) {
    let file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(file) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
        _ = connect(file, pointer, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
  }

  @Test(.timeLimit(.minutes(10)), arguments: [SandboxFault.Kind.reset, .lostAnswer, .truncated])
  func closesTheConnection(_ kind: SandboxFault.Kind) async throws {
    try await withServer([SandboxFault(kind, rate: 1)]) { base, sandbox in
      let body = #"{"schemas":["\#(userSchema)"],"userName":"ann"}"#
      await #expect(throws: URLError.self) { try await Self.send("POST", base + "/Users", body) }
      #expect(await sandbox.users.isEmpty == (kind == .reset))
    }
  }
}
