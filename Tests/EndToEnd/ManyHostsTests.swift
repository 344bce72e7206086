import Foundation
import SCIM
import TestSupport
import Testing
import Text

extension EndToEnd {
  /// Three hosts with workers and two with consoles, on a server with a standby. What breaks is the
  /// network, a process and the server itself.
  @Suite(
    .enabled(if: PostgreSQLServer.isHere, Comment(rawValue: PostgreSQLServer.missing)),
    .enabled(if: Network.isAllowed, Network.refused))
  struct ManyHostsTests {
    private static let people = staff(2_000)

    @Test func theAppEndsEqualWhateverGoesAway() async throws {
      let network = try await Network(8)
      let authority = try await Authority()
      let hosts = network.hosts
      let server = try await ServerPair(hosts[0], hosts[1], authority)
      var own = try Usher()
      own.entering = hosts[2].entering
      let sandbox = try await Sandbox(own)
      let recorder = try await Recorder(
        before: sandbox.server, at: hosts[2].address,
        authority.certificate(for: [hosts[2].address]))
      let desks = try hosts[3...4].map { try Usher(on: $0, store: server.url) }
      let consoles = desks.map { Screenshots($0) }
      let others = try hosts[5...7].map { try Usher(on: $0, store: server.url) }
      let day = Day(
        network: network, cut: hosts[5], server: server, consoles: consoles, workers: others,
        stage: Stage(usher: desks[0], sandbox: sandbox, recorder: recorder))
      do {
        try await day.begin(Self.people, authority)
        try await day.approve(from: desks + others)
        try await day.work()
        try await day.look(Self.people)
      } catch {
        await day.end()
        throw error
      }
      await day.end()
    }
  }
}

/// A day of several hosts.
private struct Day {
  let network: Network
  /// The host that is cut off.
  let cut: Network.Host
  let server: ServerPair
  let consoles: [Screenshots]
  let workers: [Usher]
  let stage: Stage

  /// Files what the directory asks for, and opens the consoles.
  func begin(_ people: [[String: String]], _ authority: Authority) async throws {
    try await stage.apply(
      Stage.App(approve: "[create]", connection: ["ca_file: \(authority.file)"]))
    try await stage.importPeople(people)
    for console in consoles {
      try await console.open(columns: 120, rows: 30)
      try await console.type("\(Usher.executable) console --no-worker")
      try await console.see("2,000 pending", within: 60)
      try await console.keys("5")
    }
  }

  /// Everyone approves everything at the same time.
  func approve(from everyone: [Usher]) async throws {
    try await withThrowingTaskGroup(of: Command.Ending.self) { group in
      for usher in everyone {
        group.addTask {
          try await usher.command(["tasks", "approve", "--all", "--yes"]).run(timeout: 120)
        }
      }
      for try await ending in group {
        #expect(ending.status == 0, Comment(rawValue: ending.report))
      }
    }
    for console in consoles { try await console.see("· 0 pending", within: 30) }
  }

  /// Starts the workers, of which the first to take tasks is the one that is cut off.
  private func start() async throws -> [BackgroundProcess] {
    var running = [try workers[0].start("run")]
    do {
      try await wait(for: "the first one at work") {
        try await server.ask(0, Self.runs("count(*)"), in: "usher") == "1"
      }
      running += try workers.dropFirst().map { try $0.start("run") }
    } catch {
      for worker in running { await worker.stop(signal: SIGKILL) }
      throw error
    }
    return running
  }

  /// Asks for something of the workers that took tasks.
  private static func runs(_ what: String) -> String {
    "SELECT \(what) FROM usher.run WHERE id = (SELECT min(id) FROM usher.run)"
  }

  /// Lets three workers work, of which one is cut off and one is killed, while the server is
  /// restarted and then lost.
  func work() async throws {
    let running = try await start()
    do {
      let name = try await server.ask(0, Self.runs("min(worker)"), in: "usher")
      try await reach(200)
      try await network.cut(cut)
      let held = "SELECT count(*) FROM usher.task WHERE status = 'running' AND worker = '\(name)'"
      #expect(try await server.ask(0, held, in: "usher") != "0", "it was in the middle of its work")
      try await reach(500)
      await running[1].stop(signal: SIGKILL)
      try await reach(800)
      try await server.restart()
      try await reach(1_100)
      await server.crash()
      for console in consoles { try await console.see("STALE", within: 60) }
      try await server.takeOver()
      for console in consoles { try await gone("STALE", from: console) }
      try await wait(for: "the end of its leases") {
        try await server.ask(1, held, in: "usher") == "0"
      }
      try await network.mend(cut)
      try await finish()
      for worker in [running[0], running[2]] {
        #expect(worker.isRunning, Comment(rawValue: worker.errors))
        await worker.stop()
        #expect(worker.status == 0, Comment(rawValue: worker.errors))
      }
    } catch {
      for worker in running { await worker.stop(signal: SIGKILL) }
      throw error
    }
  }

  /// Waits until the app was written to so often.
  private func reach(_ count: Int) async throws {
    try await wait(for: "\(count) writes") { try stage.recorder.writeCount >= count }
  }

  /// Waits until nothing is left to do.
  private func finish() async throws {
    let open = "SELECT count(*) FROM usher.task WHERE status IN ('approved', 'running')"
    try await wait(for: "the end of the work") { try await server.ask(1, open, in: "usher") == "0" }
  }

  private func gone(_ text: String, from console: Screenshots) async throws {
    try await wait(for: "a screen without \(text)") {
      try await !console.screen().contains(text)
    }
  }

  /// Looks at what came of it, from every side.
  func look(_ people: [[String: String]]) async throws {
    #expect(try await stage.accounts() == names(people))
    #expect(try await stage.sandbox.server.members(of: "Sales").count == people.count / 2)
    #expect(try await stage.sandbox.server.repeated() == [])
    var creations: [String: Int] = [:]
    for entry in try stage.recorder.writes where entry.method == "POST" {
      let name = entry.body?["userName"]?.string ?? entry.body?["displayName"]?.string ?? "?"
      creations[name, default: 0] += 1
    }
    let twice = creations.filter { $0.value > 1 }
    #expect(creations.count == people.count + 1 && twice.isEmpty, "\(twice)")
    let runs = try await stage.usher.json("runs", "list").array ?? []
    #expect(runs.count >= 3, "each host took tasks")
    for usher in workers + [stage.usher] { try await usher.succeed("audit", "verify") }
    try await Killing(stage.usher).auditHolds()
    try await stage.usher.succeed("verify", "app")
    for console in consoles {
      try await console.keys("5")
      try await console.see("· 0 pending")
    }
  }

  func end() async {
    for console in consoles { await console.close() }
    await stage.recorder.stop()
    await stage.sandbox.stop()
    await server.stop()
  }
}
