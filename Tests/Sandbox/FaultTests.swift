import SCIM
import Sandbox
import Testing

@Suite struct FaultParsingTests {
  @Test(arguments: [
    ("429:0.1", SandboxFault(.tooManyRequests, rate: 0.1)),
    ("429:1:2.5@7", SandboxFault(.tooManyRequests, rate: 1, argument: 2.5, seed: 7)),
    ("500:0", SandboxFault(.serverError, rate: 0)),
    ("503:.5", SandboxFault(.unavailable, rate: 0.5)),
    ("LATENCY:1:250", SandboxFault(.latency, rate: 1, argument: 250)),
    ("reset:0.01@18446744073709551615", SandboxFault(.reset, rate: 0.01, seed: .max)),
    ("lost-answer:0.1", SandboxFault(.lostAnswer, rate: 0.1)),
    ("truncated:1", SandboxFault(.truncated, rate: 1)),
    ("new-user-error:1@1", SandboxFault(.newUserError, rate: 1, seed: 1)),
  ])
  func reads(_ text: String, _ fault: SandboxFault) throws {
    #expect(try SandboxFault(parsing: text) == fault)
    #expect(try SandboxFault(parsing: fault.description) == fault)
  }

  @Test(arguments: [
    ("", SandboxFaultError.unknownKind("")), ("418:1", .unknownKind("418")),
    ("429", .rate(.tooManyRequests, "")), ("429:", .rate(.tooManyRequests, "")),
    ("500:2", .rate(.serverError, "2")), ("500:-0.1", .rate(.serverError, "-0.1")),
    ("500:nan", .rate(.serverError, "nan")), ("500:often", .rate(.serverError, "often")),
    ("500:1:2", .argument(.serverError, "2")), ("429:1:x", .argument(.tooManyRequests, "x")),
    ("429:1:-1", .argument(.tooManyRequests, "-1")), ("latency:1:2:3", .argument(.latency, "2:3")),
    ("latency:1:inf", .argument(.latency, "inf")), ("reset:1@", .seed("")),
    ("reset:1@x", .seed("x")), ("reset:1@-1", .seed("-1")), ("reset:1@1@2", .seed("1@2")),
  ])
  func refuses(_ text: String, _ expected: SandboxFaultError) {
    let error = #expect(throws: SandboxFaultError.self) { try SandboxFault(parsing: text) }
    #expect(error == expected)
    #expect(error?.description.hasSuffix(".") == true)
  }
}

@Suite struct FaultTests {
  private func desk(_ faults: String...) throws -> Desk {
    Desk(faults: try faults.map { try SandboxFault(parsing: $0) })
  }

  @Test(
    arguments: [
      ("429:1:7", 429, "7"), ("429:1:0.5", 429, "0.5"), ("429:1", 429, "1"), ("500:1", 500, nil),
      ("503:1", 503, nil),
    ] as [(String, Int, String?)])
  func refusalsTakeNoEffect(_ fault: String, _ status: Int, _ wait: String?) throws {
    var desk = try desk(fault)
    let reply = desk.send("POST /Users", #"{"schemas":["\#(userSchema)"],"userName":"ann"}"#)
    #expect(reply.response.status == status)
    #expect(reply.response.headers["retry-after"] == wait)
    #expect(reply.delivery == .whole)
    #expect(desk.provider.users.isEmpty)
  }

  @Test(
    arguments: [
      ("reset:1", SandboxReply.Delivery.none, 0, nil), ("lost-answer:1", .none, 1, 201),
      ("truncated:1", .truncated, 1, 201),
    ] as [(String, SandboxReply.Delivery, Int, Int?)])
  func connectionsEnd(
    _ fault: String, _ delivery: SandboxReply.Delivery, _ users: Int, _ logged: Int?
  ) throws {
    var desk = try desk(fault)
    let reply = desk.send("POST /Users", #"{"schemas":["\#(userSchema)"],"userName":"ann"}"#)
    #expect(reply.delivery == delivery)
    #expect(desk.provider.users.count == users)
    #expect(desk.provider.log.map(\.status) == [logged])
  }

  @Test func latencyOnlyDelays() throws {
    var desk = try desk("latency:1:250")
    let reply = desk.send("GET /Users")
    #expect(reply.delay == 0.25)
    #expect(reply.response.status == 200)
  }

  @Test func aRateIsAShareAndASeedIsTheSameShare() throws {
    func hits(_ seed: Int) throws -> [Bool] {
      var desk = try desk("500:0.3@\(seed)")
      return (0..<1000).map { _ in desk.send("GET /Users").response.status == 500 }
    }
    let first = try hits(1)
    #expect((230...370).contains(first.count { $0 }))
    #expect(try hits(1) == first)
    #expect(try hits(2) != first)
  }

  @Test func aNewUserNeedsTheGroupsToBeReadFirst() throws {
    var desk = try desk("new-user-error:1")
    #expect(desk.user("ann").isEmpty)
    #expect(desk.user("Ann").isEmpty)
    #expect(desk.answer("GET /Groups").status == 200)
    #expect(!desk.user("ann").isEmpty)
    #expect(desk.user("bob").isEmpty)
    let group = desk.group("g")
    #expect(desk.user("bob").isEmpty)
    #expect(desk.answer("GET /Groups/\(group)").status == 200)
    #expect(!desk.user("bob").isEmpty)
  }

  @Test func someNewUsersAreNotHit() throws {
    var desk = try desk("new-user-error:0.5@3")
    let made = (0..<100).count { !desk.user("u\($0)").isEmpty }
    #expect((25...75).contains(made))
  }
}
