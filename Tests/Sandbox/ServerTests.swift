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

  @Test(.timeLimit(.minutes(1))) func answersOnALoopbackPort() async throws {
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

  @Test(.timeLimit(.minutes(1)), arguments: [SandboxFault.Kind.reset, .lostAnswer, .truncated])
  func closesTheConnection(_ kind: SandboxFault.Kind) async throws {
    try await withServer([SandboxFault(kind, rate: 1)]) { base, sandbox in
      let body = #"{"schemas":["\#(userSchema)"],"userName":"ann"}"#
      await #expect(throws: URLError.self) { try await Self.send("POST", base + "/Users", body) }
      #expect(await sandbox.users.isEmpty == (kind == .reset))
    }
  }
}
