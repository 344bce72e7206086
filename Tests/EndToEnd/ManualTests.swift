import Text
import TestSupport
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The manual where there is no repository: in the binary, on a terminal and in a pipe.
  @Suite struct ManualTests {
    /// A page as it stands in the repository.
    static func page(_ topic: String) throws -> String {
      let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../Sources/Manual/Pages/\(topic).md")
      return try String(contentsOf: file, encoding: .utf8)
    }

    @Test func aPipeGetsThePageAsItIsWritten() async throws {
      let usher = try Usher()
      #expect(try await usher.succeed("manual", "rules").output == Self.page("rules"))
      let json = try await usher.json("manual", "rules")
      #expect(try json["text"] == .string(Self.page("rules")))
      #expect(!FileManager.default.fileExists(atPath: usher.home))
    }

    @Test func topicsAreListedAndWordsFound() async throws {
      let usher = try Usher()
      #expect(try await usher.succeed("manual").output.contains("\nrules "))
      let matches = try await usher.json("manual", "-k", "do_not_PROVISION").array ?? []
      let page = lines(of: try Self.page("rules"))
      #expect(matches.contains { $0["topic"] == "rules" })
      #expect(page.contains { $0.contains(matches.first?["text"]?.string ?? "-") })
    }

    @Test func theTablesAreThoseOfTheProgram() async throws {
      let usher = try Usher()
      let keys = try await usher.succeed("keys", "--markdown").output
      let page = try await usher.succeed("manual", "keys").output
      #expect(page.contains(keys.trimmingCharacters(in: .newlines)))
      for (topic, part) in [
        ("columns", "| `firstname` | `Given name`"), ("columns", "| `suspended` | `suspended`"),
        ("console", "`tab-active`"), ("parameters", "`email_domain`"),
        ("tasks", "| `no-access` | "), ("vendors", "| `aws` | AWS IAM Identity Center | "),
      ] {
        let page = try await usher.succeed("manual", topic).output
        #expect(page.contains(part), "\(topic)")
        #expect(!page.contains("<!--"))
      }
    }

    @Test func aMisspeltTopicIsOffered() async throws {
      try await Usher().fail("manual", "rulse", saying: "did you mean rules?")
    }

    @Test func aTerminalGetsThePager() async throws {
      var usher = try Usher()
      usher.environment["PAGER"] = "env > seen; cat > page; echo end of the page"
      let terminal = Screenshots(usher)
      try await terminal.open()
      do {
        try await terminal.type("clear; cd \(usher.folder.path); \(Usher.executable) manual rules")
        try await terminal.see("end of the page\n")
      } catch {
        await terminal.close()
        throw error
      }
      await terminal.close()
      let page = try String(contentsOfFile: usher.folder.path + "/page", encoding: .utf8)
      #expect(page.contains("\u{1B}[1mdo_not_provision\u{1B}[22m"))
      #expect(lines(of: page).allSatisfy { $0.count <= 110 })
      let seen = try String(contentsOfFile: usher.folder.path + "/seen", encoding: .utf8)
      #expect(seen.contains("LESS=FRX") && !seen.contains("APP_TOKEN"))
    }

    @Test func withoutAPagerThePageIsPrinted() async throws {
      var usher = try Usher()
      usher.environment["PAGER"] = "no-such-pager"
      let terminal = Screenshots(usher)
      try await terminal.open(rows: 60)
      do {
        try await terminal.type("clear; \(Usher.executable) manual rules")
        try await terminal.see("usher rules move APP RULE POSITION")
      } catch {
        await terminal.close()
        throw error
      }
      await terminal.close()
    }
  }
}
