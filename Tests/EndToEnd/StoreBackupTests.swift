import Text
import TestSupport
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// `store backup`: a copy while others write.
  @Suite struct StoreBackupTests {
    @Test func itIsWholeWhileOthersWrite() async throws {
      let usher = try Usher()
      let file = try usher.folder.write("people.csv", People(staff(3000)).csv)
      try await usher.succeed("directory", "import", file, "--yes")
      let writers = try (1...4).map { writer in
        try BackgroundProcess(
          Command(
            [
              "sh", "-c",
              "for n in $(seq 80); do \"$0\" users set w\(writer)-$n email=w@x.example || exit 1; done",
              Usher.executable,
            ], environment: usher.environment, folder: usher.folder.path))
      }
      var counts: [Int] = []
      while writers.contains(where: \.isRunning) {
        let copy = usher.folder.path + "/copy \(counts.count)#?.db"
        let said = try await usher.json("store", "backup", copy)
        #expect(said["file"]?.string == copy)
        #expect(try mode(of: copy) == "600")
        let store = "sqlite://" + copy
        try await usher.succeed("store", "check", "--store", store)
        counts.append(
          try await usher.json("users", "list", "--store", store).array?.count ?? 0)
      }
      for writer in writers { #expect(writer.status == 0, Comment(rawValue: writer.errors)) }
      #expect(counts.count > 1 && counts == counts.sorted(), "\(counts)")
      #expect(try await usher.problems() == [:])
      let names = try FileManager.default.contentsOfDirectory(atPath: usher.folder.path)
      #expect(names.filter { $0.hasPrefix("copy") && !$0.hasSuffix("#?.db") } == [])
    }

    /// Last night's copy comes back after a day on which people came, left and were changed.
    @Test func whatIsBroughtBackGoesOnAndDoesNothingTwice() async throws {
      try await onStage { stage in
        let usher = stage.usher
        try await stage.importPeople(staff(4))
        try await stage.run()
        let copy = usher.folder.path + "/copy.db"
        try await usher.succeed("store", "backup", copy)
        // user001 leaves, user002 gets another title, user003 moves to Sales, user005 and user006 come.
        var today = staff(6)
        today[0]["status"] = "suspended"
        today[1]["title"] = "Head of clerks"
        today[2]["department"] = "Sales"
        try await stage.importPeople(today)
        try await stage.run()
        try await usher.succeed("verify", "app")
        let before = try stage.recorder.writes
        let users = try await stage.sandbox.server.all("Users")
        let groups = try await stage.sandbox.server.all("Groups")
        #expect(users.count == 6)
        try FileManager.default.removeItem(atPath: usher.home)
        try FileManager.default.createDirectory(
          atPath: usher.home, withIntermediateDirectories: false,
          attributes: [.posixPermissions: 0o700])
        try FileManager.default.moveItem(atPath: copy, toPath: usher.store)
        #expect(try await usher.problems() == [:])
        // What was done since the backup is found in the app, and not done again.
        try await stage.importPeople(today)
        try await stage.run()
        let again = try stage.recorder.writes.dropFirst(before.count)
        #expect(again.isEmpty, "\(again.map { "\($0.method) \($0.path) \($0.status)" })")
        #expect(try await stage.sandbox.server.all("Users") == users)
        #expect(try await stage.sandbox.server.all("Groups") == groups)
        try await usher.succeed("verify", "app")
        try await usher.succeed("audit", "verify")
      }
    }

    @Test func aFileThatIsThereIsAskedAbout() async throws {
      let usher = try Usher()
      try await usher.succeed("users", "set", "ann", "email=a@x.example")
      let copy = try usher.folder.write("copy.db", "older", mode: 0o644)
      try await usher.fail("store", "backup", copy, saying: "--yes")
      #expect(try String(contentsOfFile: copy, encoding: .utf8) == "older")
      try await usher.succeed("store", "backup", copy, "--yes")
      #expect(try mode(of: copy) == "600")
      try await usher.succeed("store", "check", "--store", "sqlite://" + copy)
    }

    @Test(arguments: [
      "link", "dangling", "folder", "none/copy.db", "state/usher.db", "state/usher.db-wal",
    ])
    func aPlaceThatIsNoGoodIsRefused(_ name: String) async throws {
      let usher = try Usher()
      try await usher.succeed("users", "set", "ann", "email=a@x.example")
      let folder = usher.folder.path
      let victim = try usher.folder.write("victim", "mine")
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/link", withDestinationPath: victim)
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/dangling", withDestinationPath: folder + "/new")
      try FileManager.default.createDirectory(
        atPath: folder + "/folder", withIntermediateDirectories: false)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      try await usher.fail("store", "backup", folder + "/" + name, "--yes")
      #expect(try String(contentsOfFile: victim, encoding: .utf8) == "mine")
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == names.sorted())
      #expect(try await usher.problems() == [:])
    }
  }
}
