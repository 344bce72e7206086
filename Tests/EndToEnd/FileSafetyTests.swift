import TestSupport
import Foundation
import Testing

extension EndToEnd {
  /// The files that usher makes: closed to others, through no link, and none left over.
  @Suite struct FileSafetyTests {
    @Test(arguments: ["000", "002", "022", "077"])
    func everyFileIsClosedToOthersWhateverTheMask(_ mask: String) async throws {
      var usher = try Usher()
      usher.environment["USHER_HOME"] = nil
      let state = usher.folder.path + "/.local/state/usher"
      let yaml = try usher.folder.write(
        "usher.yaml", "apps:\n" + Stage.App().entry(url: "http://127.0.0.1:9/scim"))
      let csv = try usher.folder.write("people.csv", People(staff(3)).csv)
      for words in [
        ["apply", "-f", yaml, "--yes"], ["directory", "import", csv, "--yes"],
        ["plan", "app", "--out", "plan.json"], ["store", "backup", "copy.db"],
      ] {
        let ending = try await Command(
          ["sh", "-c", "umask \(mask); exec \"$@\"", "sh", Usher.executable] + words,
          environment: usher.environment, folder: usher.folder.path
        ).run(timeout: 60)
        #expect(ending.status == 0, Comment(rawValue: ending.report))
      }
      for folder in ["", "/..", "/../.."] { #expect(try mode(of: state + folder) == "700") }
      let names = try FileManager.default.contentsOfDirectory(atPath: state)
      #expect(Set(names).isSuperset(of: ["usher.db", "audit.head"]))
      #expect(Set(names).isSubset(of: Killing.files), "\(names)")
      for name in names.map({ state + "/" + $0 })
        + ["plan.json", "copy.db"].map({
          usher.folder.path + "/" + $0
        })
      {
        #expect(try mode(of: name) == "600", "\(name)")
      }
      let beside = try FileManager.default.contentsOfDirectory(atPath: usher.folder.path)
      #expect(
        Set(beside) == [".local", "usher.yaml", "people.csv", "plan.json", "copy.db"], "\(beside)")
    }

    @Test func noLinkInTheHomeIsFollowed() async throws {
      let usher = try Usher()
      try await usher.succeed("users", "set", "ann", "email=a@x.example")
      let victim = try usher.folder.write("victim", "1 abc\n")
      let head = usher.home + "/audit.head"
      for path in [head, head + ".lock"] {
        let before = FileManager.default.contents(atPath: path)
        try FileManager.default.removeItem(atPath: path)
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: victim)
        try await usher.succeed("users", "set", "ann", "title=\(path.count)")
        #expect(try String(contentsOfFile: victim, encoding: .utf8) == "1 abc\n")
        #expect(try FileManager.default.destinationOfSymbolicLink(atPath: path) == victim)
        if path == head {
          try await usher.fail("audit", "verify", saying: "symbolic link")
          try await usher.fail("store", "check", saying: "symbolic link")
        }
        try FileManager.default.removeItem(atPath: path)
        _ = FileManager.default.createFile(
          atPath: path, contents: before, attributes: [.posixPermissions: 0o600])
      }
      try await usher.succeed("audit", "verify")
    }

    @Test func aHeadThatOthersCanWriteIsRefused() async throws {
      let usher = try Usher()
      try await usher.succeed("users", "set", "ann", "email=a@x.example")
      let head = usher.home + "/audit.head"
      chmod(head, 0o666)
      try await usher.fail("audit", "verify", saying: "others can write \(head)")
      chmod(head, 0o600)
      try Data("nonsense\n".utf8).write(to: URL(fileURLWithPath: head))
      try await usher.fail("audit", "verify", saying: "is not as usher writes it")
    }

    @Test(arguments: ["link", "folder", "pipe"])
    func aPlanIsWrittenIntoNothingElse(_ kind: String) async throws {
      try await onStage { stage in
        let usher = stage.usher
        let victim = try usher.folder.write("victim", "mine", mode: 0o644)
        let path = usher.folder.path + "/plan"
        switch kind {
        case "link":
          try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: victim)
        case "pipe": mkfifo(path, 0o600)
        default:
          try FileManager.default.createDirectory(
            atPath: path, withIntermediateDirectories: false)
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: usher.folder.path)
        let ending = try await usher.expect(1, "plan", "app", "--out", path)
        #expect(ending.errorLines.count == 1, Comment(rawValue: ending.report))
        #expect(try String(contentsOfFile: victim, encoding: .utf8) == "mine")
        #expect(
          try FileManager.default.contentsOfDirectory(atPath: usher.folder.path).sorted()
            == names.sorted())
      }
    }

    @Test func twoStoresOfOneHomeHaveAHeadEach() async throws {
      let usher = try Usher()
      let other = "sqlite://" + usher.folder.path + "/other.db"
      for number in 1...3 { try await usher.succeed("roles", "create", "R\(number)") }
      try await usher.succeed("roles", "create", "R", "--store", other)
      for options in [[], ["--store", other]] {
        let ending = try await usher.command(["audit", "verify"] + options).run(timeout: 20)
        #expect(ending.status == 0, Comment(rawValue: ending.report))
      }
      try await sqlite("DELETE FROM audit", on: usher.folder.path + "/other.db")
      try await usher.fail("audit", "verify", "--store", other, saying: "entry 1")
      try await usher.succeed("audit", "verify")
    }
  }
}
