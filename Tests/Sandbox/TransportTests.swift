import Text
import SCIM
import Sandbox
import Synchronization
import Testing

@Suite struct SandboxTransportTests {
  private func transport(
    _ faults: [SandboxFault] = [], token: String? = "T",
    sleep: @escaping @Sendable (Double) async throws -> Void = { _ in }
  ) -> SandboxTransport {
    let options = SandboxOptions(token: "T", faults: faults, seed: 1)
    return SandboxTransport(Sandbox(options) { 0 }, token: token, sleep: sleep)
  }

  private let ann: JSONValue = ["schemas": [.string(userSchema)], "userName": "O'Neil & \"Co\""]

  @Test func aClientWorksThroughIt() async throws {
    let transport = transport()
    let created = try await transport.send(.create("Users", ann))
    #expect(created.status == 201)
    let query = ListQuery(filter: .equals("userName", "o'neil & \"co\""), cursor: "")
    let page = try ListPage(response: try await transport.send(.list("Users", query)))
    #expect(page.resources.count == 1)
    let id = try #require(page.resources[0]["id"]?.string)
    let patch = HTTPRequest.patch("Users", id: id, [PatchOperation(.add, "title", "Dr.")])
    #expect(try await transport.send(patch).status == 200)
    #expect(await transport.sandbox.resource(id, in: "Users")?["title"] == "Dr.")
    #expect(await transport.sandbox.users.count == 1)
    #expect(await transport.sandbox.groups.isEmpty)

    let log = await transport.sandbox.log
    #expect(log.map(\.request.method) == ["POST", "GET", "PATCH"])
    #expect(log[0].request.body == ann.bytes)
    #expect(log[2].request.body == patch.body?.bytes)
    #expect(log[2].request.target == patch.path)
    #expect(log.allSatisfy { $0.request.headers["authorization"] == nil })
    #expect(await transport.sandbox.count("POST", "/Users") == 1)
    #expect(await transport.sandbox.count(nil, "/Users/") == 1)
    #expect(await transport.sandbox.count() == 3)
  }

  @Test func aWrongTokenIsA401() async throws {
    #expect(try await transport(token: "x").send(.list("Users")).status == 401)
    #expect(try await transport(token: nil).send(.list("Users")).status == 401)
  }

  @Test(arguments: [
    (SandboxFault.Kind.reset, 0), (.lostAnswer, 1), (.truncated, 1),
  ])
  func whatIsLostIsAReset(_ kind: SandboxFault.Kind, _ users: Int) async throws {
    let transport = transport([SandboxFault(kind, rate: 1)])
    let error = await #expect(throws: TransportError.self) {
      try await transport.send(.create("Users", ann))
    }
    guard case .reset = error else {
      Issue.record("\(error.debugDescription)")
      return
    }
    #expect(await transport.sandbox.users.count == users)
  }

  @Test func latenessIsSlept() async throws {
    let slept = Mutex<[Double]>([])
    let transport = transport([SandboxFault(.latency, rate: 1, argument: 300)]) { seconds in
      slept.withLock { $0.append(seconds) }
    }
    _ = try await transport.send(.list("Users"))
    #expect(slept.withLock { $0 } == [0.3])
  }

  @Test func aCancelledTaskSendsNothing() async throws {
    let transport = transport()
    let task = Task { () throws(TransportError) -> HTTPResponse in
      withUnsafeCurrentTask { $0?.cancel() }
      return try await transport.send(.list("Users"))
    }
    let error = await #expect(throws: TransportError.self) { try await task.value }
    #expect(error == .cancelled)
    #expect(await transport.sandbox.count() == 0)
  }

  @Test func theLogForgetsTheOldest() {
    var provider = SandboxProvider(SandboxOptions(token: nil, logLimit: 20))
    for number in 0..<50 {
      _ = provider.respond(to: SandboxRequest("GET", "/Users/\(number)"), now: Double(number))
    }
    #expect(provider.log.count <= 20)
    #expect(provider.log.last?.request.target == "/Users/49")
    #expect(provider.log.last?.status == 404)
    #expect(provider.log.last?.time == 49)
  }

  @Test func resourcesAreLoadedWithoutRequests() throws {
    var provider = SandboxProvider(SandboxOptions(profile: .netskope, seed: 1))
    let user: JSONValue = [
      "schemas": [.string(userSchema)], "userName": "ann", "emails": [["value": "a"]],
    ]
    let ids = try provider.load([user], into: "Users", now: 0)
    let group: JSONValue = [
      "schemas": [.string(groupSchema)], "displayName": "g",
      "members": .array(ids.map { ["value": .string($0)] }),
    ]
    try provider.load([group], into: "groups", now: 0)
    #expect(provider.groups[0].value(at: "members.value") == .string(ids[0]))
    #expect(provider.log.isEmpty)
    #expect(throws: SCIMFailure.self) { try provider.load([user], into: "Users", now: 0) }
    #expect(throws: SCIMFailure.self) { try provider.load([user], into: "Things", now: 0) }
  }
}
