import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// A host whose cable is pulled out: nothing says that it is gone.
  @Suite(.enabled(if: Network.isAllowed, Network.refused))
  struct CutOffTests {
    /// What a worker sent into the dark is given up before others take over its tasks, and never comes
    /// to the app.
    @Test func whatWasNotHeardIsGivenUpInTime() async throws {
      let network = try await Network(2)
      let (there, here) = (network.hosts[0], network.hosts[1])
      var own = try Usher()
      own.entering = there.entering
      let sandbox = try await Sandbox(own)
      let authority = try await Authority()
      let recorder = try await Recorder(
        before: sandbox.server, at: there.address,
        authority.certificate(for: [there.address]))
      var usher = try Usher()
      usher.entering = here.entering
      let stage = Stage(usher: usher, sandbox: sandbox, recorder: recorder)
      let people = staff(600)
      try await stage.apply(Stage.App(connection: ["ca_file: \(authority.file)"]))
      try await stage.importPeople(people)
      let worker = try usher.start("run")
      do {
        try await wait(for: "the middle of the work") { try recorder.writeCount >= 100 }
        try await network.cut(here)
        try await wait(for: "something unheard", within: 5) {
          try await !network.unheard(from: here).isEmpty
        }
        // A lease is for 30 seconds, and was renewed in the last 10.
        try await wait(for: "the end of what is unheard", within: 19) {
          try await network.unheard(from: here).isEmpty
        }
        try await network.mend(here)
        try await wait(for: "everyone") { try await stage.accounts() == names(people) }
        await worker.stop()
        #expect(worker.status == 0, Comment(rawValue: worker.errors))
        try await stage.run()
        #expect(try recorder.writes.count { $0.method == "POST" } == people.count + 1)
        try await usher.succeed("verify", "app")
      } catch {
        await worker.stop(signal: SIGKILL)
        await recorder.stop()
        await sandbox.stop()
        throw error
      }
      await recorder.stop()
      await sandbox.stop()
    }
  }

  /// The same, of hosts that share a store.
  @Suite(
    .enabled(if: PostgreSQLServer.isHere, Comment(rawValue: PostgreSQLServer.missing)),
    .enabled(if: Network.isAllowed, Network.refused))
  struct CutOffStoreTests {
    private func onHosts(
      _ body: (Network, ServerPair, _ host: Network.Host, Usher, _ other: Usher) async throws
        -> Void
    ) async throws {
      let network = try await Network(4)
      let authority = try await Authority()
      let server = try await ServerPair(network.hosts[0], network.hosts[1], authority)
      do {
        let ushers = try network.hosts[2...3].map { try Usher(on: $0, store: server.url) }
        try await ushers[0].succeed("users", "set", "ann", "email=ann@example.com")
        try await body(network, server, network.hosts[2], ushers[0], ushers[1])
      } catch {
        await server.stop()
        throw error
      }
      await server.stop()
    }

    /// A host goes away as the only one who writes, before it heard that it is.
    @Test func whoWritesHoldsTheOthersBackForHalfAMinuteAtMost() async throws {
      try await onHosts { network, server, host, usher, other in
        let blocking = await server.question(
          0, #"BEGIN; LOCK TABLE usher."user"; SELECT pg_sleep(600)"#, in: "usher")
        let blocker = try BackgroundProcess(blocking)
        let of = "FROM pg_stat_activity WHERE client_addr = '\(host.address)' AND state"
        let writer = try usher.start("users", "set", "ann", "department=Sales")
        try await wait(for: "a writer that waits", within: 10) {
          let waiting = "SELECT count(*) \(of) = 'active' AND wait_event_type = 'Lock'"
          return try await server.ask(0, waiting) == "1"
        }
        try await network.cut(host)
        try await server.ask(
          0, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")
        _ = await blocker.ended(within: 10)
        let idle = "SELECT count(*) \(of) = 'idle in transaction'"
        try await wait(for: "an answer into the dark", within: 10) {
          try await server.ask(0, idle) == "1"
        }
        try await wait(for: "the server to notice", within: 30) {
          try await server.ask(0, idle) == "0"
        }
        try await other.succeed("users", "set", "ben", "email=ben@example.com")
        #expect(await writer.ended(within: 60))
        #expect(
          writer.status == 1 && writer.errors.contains("nothing was changed"),
          Comment(rawValue: writer.errors))
        try await network.mend(host)
        try await usher.succeed("users", "set", "ann", "department=Sales")
        try await other.succeed("audit", "verify")
      }
    }

    /// A console that nobody touches says that what it shows is old, and goes on by itself.
    @Test func aConsoleThatIsCutOffSaysSo() async throws {
      try await onHosts { network, _, host, usher, other in
        let app = Stage.App().entry(url: "https://app.example/scim")
        let file = try other.folder.write("usher.yaml", "apps:\n" + app)
        try await other.succeed("apply", "-f", file, "--yes")
        let console = Screenshots(usher)
        do {
          try await console.open(columns: 120, rows: 30)
          try await console.type("\(Usher.executable) console --no-worker")
          try await console.see("0 Home")
          try await console.keys("6")
          try await console.see("ann")
          try await console.settle()
          try await network.cut(host)
          try await console.see("STALE", within: 40)
          try await other.succeed("users", "set", "ben", "email=ben@example.com")
          try await network.mend(host)
          try await console.see("ben", within: 60)
          let shown = try await console.screen()
          #expect(!shown.contains("STALE"), Comment(rawValue: shown))
        } catch {
          await console.close()
          throw error
        }
        await console.close()
      }
    }
  }
}
