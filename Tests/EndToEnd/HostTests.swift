import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// What a host can do to a store: no room, no right to write, somebody who holds it, a folder that
  /// goes away.
  @Suite struct HostTests {
    @Test(.enabled(if: Mount.isAllowed, Mount.refused))
    func aFullDiskIsSaidAndNothingIsHalfDone() async throws {
      let usher = try Usher()
      let disk = try Mount(usher.home, kilobytes: 1200)
      defer { disk.unmount() }
      try await usher.succeed("users", "set", "ann", "email=a@x.example")
      let file = try usher.folder.write("people.csv", People(staff(8000)).csv)
      try await usher.fail("directory", "import", file, "--yes", saying: "the disk is full")
      #expect(try await usher.json("users", "list").array?.count == 1)
      #expect(try await usher.problems() == [:])
      try await fill(usher.home + "/filler")
      try await usher.fail(
        "store", "backup", usher.home + "/copy.db", saying: "no backup was made")
      try FileManager.default.removeItem(atPath: usher.home + "/filler")
      let names = try FileManager.default.contentsOfDirectory(atPath: usher.home)
      #expect(names.allSatisfy { !$0.hasPrefix("copy") }, "\(names)")
      try disk.resize(kilobytes: 64_000)
      try await usher.succeed("directory", "import", file, "--yes")
      #expect(try await usher.json("users", "list").array?.count == 8001)
      #expect(try await usher.problems() == [:])
    }

    @Test(.enabled(if: Mount.isAllowed, Mount.refused))
    func aDiskThatFillsUpUnderAWorkerEndsTheRunAndLosesNothing() async throws {
      try await onStage(
        Stage.App(title: "null", rules: ""), sandbox: ["--profile", "hostile", "--no-rates"]
      ) {
        stage in
        let usher = stage.usher
        // The store moves onto the small disk.
        let aside = usher.folder.path + "/aside"
        try FileManager.default.moveItem(atPath: usher.home, toPath: aside)
        // Room for the store and for the 16 MB that its log of writes may come to.
        let disk = try Mount(usher.home, kilobytes: 24_000)
        defer { disk.unmount() }
        for name in try FileManager.default.contentsOfDirectory(atPath: aside) {
          try FileManager.default.copyItem(
            atPath: aside + "/" + name, toPath: usher.home + "/" + name)
        }
        try await stage.importPeople(staff(150))
        let worker = try usher.start("run", "--until-idle")
        try #require(
          await worker.holds(within: 30) { _ in
            (try? stage.recorder.writes.count > 10) ?? false
          })
        try await fill(usher.home + "/filler")
        #expect(await worker.ended(within: 60))
        #expect(worker.status == 1, Comment(rawValue: worker.errors))
        #expect(worker.errors.contains("the disk is full"), Comment(rawValue: worker.errors))
        try FileManager.default.removeItem(atPath: usher.home + "/filler")
        #expect(try await usher.problems() == [:])
        try await stage.run()
        #expect(try await stage.sandbox.server.repeated() == [])
        #expect(try await stage.accounts().count == 150)
        try await usher.succeed("audit", "verify")
      }
    }

    /// Takes all the room that is left.
    private func fill(_ path: String) async throws {
      _ = try await Command(
        ["dd", "if=/dev/zero", "of=\(path)", "bs=4096"], environment: [:], folder: "/"
      ).run(timeout: 60)
    }

    @Test(.enabled(if: Mount.isAllowed, Mount.refused))
    func aReadOnlyStoreCanBeCheckedAndCopied() async throws {
      let usher = try Usher()
      try await usher.succeed("users", "set", "ann", "email=a@x.example")
      let disk = try Mount(readOnly: usher.home)
      defer { disk.unmount() }
      for words in [["users", "set", "bob"], ["users", "list"], ["run", "--until-idle"]] {
        let ending = try await usher.command(words).run(timeout: 30)
        #expect(ending.status == 1, Comment(rawValue: ending.report))
        #expect(
          ending.errorLines.count == 1 && ending.errors.contains("read-only"),
          Comment(rawValue: ending.report))
      }
      #expect(try await usher.problems() == [:])
      let copy = usher.folder.path + "/copy.db"
      try await usher.succeed("store", "backup", copy)
      try await usher.succeed(
        "users", "list", "--store", "sqlite://" + copy, "--home", usher.folder.path)
    }

    @Test(.enabled(if: geteuid() == 0, "modes do not hold for root, who must become another"))
    func aFileOrAFolderWithoutTheRightToWriteIsSaid() async throws {
      let usher = try Usher()
      try await usher.succeed("users", "set", "ann", "email=a@x.example")
      chown(usher.folder.path, 65534, 65534)
      for path in ["", "/usher.db", "/audit.head", "/audit.head.lock"] {
        chown(usher.home + path, 65534, 65534)
      }
      func asNobody(_ words: String...) async throws -> Command.Ending {
        try await Command(
          ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", Usher.executable] + words,
          environment: usher.environment, folder: "/"
        ).run(timeout: 30)
      }
      let asItIs = try await asNobody("users", "list")
      try #require(asItIs.status == 0, Comment(rawValue: asItIs.report))
      for (path, mode) in [(usher.store, mode_t(0o400)), (usher.home, 0o500)] {
        chmod(path, mode)
        let ending = try await asNobody("users", "set", "bob", "email=b@x.example")
        #expect(ending.status == 1, Comment(rawValue: ending.report))
        #expect(ending.errors.contains("read-only"), Comment(rawValue: ending.report))
        #expect(try EndToEndTests.mode(of: path) == String(mode, radix: 8))
        let check = try await asNobody("store", "check")
        #expect(check.status == 0, Comment(rawValue: check.report))
        chmod(path, 0o700)
      }
    }

    /// Holds the store as a writer does, for so many seconds.
    private func hold(_ usher: Usher, seconds: Int) async throws -> BackgroundProcess {
      let holder = try BackgroundProcess(
        Command(
          [
            "sh", "-c",
            "(echo \"BEGIN EXCLUSIVE; SELECT 'held';\"; sleep \(seconds)) | exec sqlite3 '\(usher.store)'",
          ], environment: usher.environment, folder: "/"))
      try #require(await holder.holds(within: 60) { $0.output.contains("held") })
      return holder
    }

    @Test func aStoreThatSomebodyHoldsIsWaitedFor() async throws {
      try await onStage(Stage.App(rate: 20)) { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(40))
        let short = try await hold(usher, seconds: 2)
        try await usher.succeed("users", "set", "zoe", "email=z@x.example")
        #expect(await short.ended(within: 10))

        let worker = try usher.start("run", "--until-idle")
        try #require(
          await worker.holds(within: 30) { _ in (try? stage.recorder.writes.count > 3) ?? false })
        let long = try await hold(usher, seconds: 22)
        #expect(worker.isRunning)
        let list = try await usher.json("users", "list")
        #expect(list.array?.count == 41, "who only looks does not wait")
        let ending = try await usher.fail(
          "users", "set", "yan", "email=y@x.example",
          saying: "the store is held by sqlite3 (process")
        #expect(ending.errors.contains("run the command again"))
        #expect(await long.ended(within: 30))
        #expect(worker.errors.contains("the store is held by sqlite3"))
        #expect(await worker.ended(within: 90))
        #expect(worker.status == 0, Comment(rawValue: worker.errors))
        #expect(try await stage.accounts().count == 40)
        #expect(try await stage.tasks().allSatisfy { $0["status"] == "provisioned" })
      }
    }

    @Test(arguments: [["run"], ["run", "--until-idle"]])
    func aHomeThatGoesAwayEndsTheRun(_ words: [String]) async throws {
      let options = ["--profile", "hostile", "--no-rates"]
      try await onStage(Stage.App(rate: 20, title: "null", rules: ""), sandbox: options) { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(60))
        let worker = try BackgroundProcess(usher.command(words))
        try #require(
          await worker.holds(within: 30) { _ in (try? stage.recorder.writes.count > 3) ?? false })
        let aside = usher.folder.path + "/aside"
        try FileManager.default.moveItem(atPath: usher.home, toPath: aside)
        #expect(await worker.ended(within: 30))
        #expect(worker.status == 1, Comment(rawValue: worker.errors))
        #expect(worker.errors.contains("is gone"), Comment(rawValue: worker.errors))
        #expect(!FileManager.default.fileExists(atPath: usher.home), "nothing is made in its place")
        let sent = try stage.recorder.writes.count
        #expect(sent < 60)
        try FileManager.default.moveItem(atPath: aside, toPath: usher.home)
        #expect(try await usher.problems() == [:])
        try await stage.run()
        #expect(try await stage.sandbox.server.repeated() == [])
        #expect(try await stage.accounts().count == 60)
      }
    }
  }
}
