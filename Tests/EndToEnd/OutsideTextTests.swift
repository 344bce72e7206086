import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// Text from outside, by every way in to every way out: nothing of it reaches a terminal as it
  /// is, programs get it unchanged, and a megabyte of it makes no megabyte of a table.
  @Suite struct OutsideTextTests {
    /// What controls terminals, reverses reading, cannot be seen, or breaks lines.
    static let evil =
      "a\u{1B}[2J\u{1B}]52;c;ZXZpbA==\u{7}\u{1B}]8;;http://evil.example\u{7}x\u{1B}]0;t\u{7}"
      + "\u{9B}31m\u{9D}0;t\u{9C}\u{202E}\u{2066}\u{200B}\u{FEFF}\u{2028}\u{85}\u{61C}\n\t\r\u{7F}"
      + "e\(String(repeating: "\u{301}", count: 3_000))z"
    static let large = String(repeating: "m", count: 20_000)

    /// The rows that a table or a message may have of it, in bytes.
    private static let longestLine = 16_500

    /// A text in double quotes, as JSON and YAML both read it.
    private static func quoted(_ text: String) -> String {
      JSONValue.string(text).text.unicodeScalars.map { scalar in
        scalar.value < 0x7F
          ? String(scalar)
          : String(scalar).utf16.map { String(format: "\\u%04x", $0) }.joined()
      }.joined()
    }

    private func expectHarmless(_ ending: Command.Ending, isForPrograms: Bool = false) {
      for text in [ending.output, ending.errors] {
        let bad = text.unicodeScalars.filter { scalar in
          switch scalar.value {
          case 0x0A: false
          case 0..<0x20, 0x7F...0x9F, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0xFEFF,
            0xE0000...0xE007F:
            true
          default: false
          }
        }
        #expect(bad.isEmpty, "\(ending.call): \(bad.map { String($0.value, radix: 16) })")
      }
      let lines = ending.errors.split(separator: "\n") + ending.output.split(separator: "\n")
      if !isForPrograms {
        #expect(lines.allSatisfy { $0.utf8.count <= Self.longestLine }, "\(ending.call)")
      }
    }

    private static let tables: [[String]] = [
      ["users", "list"], ["users", "show", "eve"], ["roles", "list"], ["tasks", "list"],
      ["tasks", "show", "1"], ["plan", "app"], ["why", "eve"], ["why", "--app", "app"],
      ["rules", "list", "app"], ["audit", "list"], ["verify", "app"],
      ["connection", "test", "app"],
      ["console", "--plain"], ["entitlements", "list", "app"],
    ]

    @Test func nothingOfItIsRaw() async throws {
      var app = Stage.App(approve: "[update]")
      let name = Self.quoted(Self.evil)
      app.rules = """
            - name: \(name)
              when: { all: [ { attribute: department, is: \(name) } ] }
              then: [ { set: { nickName: \(name) } } ]

        """
      try await onStage(app) { stage in
        var usher = stage.usher
        usher.environment["SUDO_USER"] = "kim\u{1B}[31m\u{202E}"
        let eve: JSONValue = [
          "username": "eve", "firstname": .string(Self.evil), "lastname": .string(Self.large),
          "title": .string(Self.evil), "department": .string(Self.evil), "email": "e@x.example",
          "roles": ["Staff", .string(Self.evil)],
        ]
        let file = try usher.folder.write("people.jsonl", eve.text + "\n")
        expectHarmless(try await usher.succeed("directory", "import", file))
        try stage.recorder.answer(
          Recorder.Rule(
            request: "^POST /Users", status: 400,
            body: ["status": "400", "detail": .string(Self.evil + Self.large), "scimType": name2]))
        expectHarmless(try await usher.expect(2, "run", "--until-idle"))
        for words in Self.tables {
          expectHarmless(try await usher.command(words).run(timeout: 60))
          for form in ["json", "jsonl"] {
            let ending = try await usher.command(words + ["--output", form]).run(timeout: 60)
            expectHarmless(ending, isForPrograms: true)
            let values = form == "json" ? [ending.output] : lines(of: ending.output)
            guard words[0] != "console", ending.status == 0 else { continue }
            for value in values { #expect(throws: Never.self) { try JSONValue(parsing: value) } }
          }
        }
        let shown = try await usher.json("users", "show", "eve")
        #expect(shown["title"] == .string(Self.evil))
        #expect(shown["lastname"] == .string(Self.large))
        try await exportReadsBack(usher)
        try await savedPlanReadsBack(usher)
      }
    }

    @Test func nothingOfItIsRawInAConsole() async throws {
      try await onStage(Stage.App(approve: "[create]")) { stage in
        let users = ["eve", "e\u{202E}\u{9B}31m\u{200B}v"].map { name -> JSONValue in
          [
            "username": .string(name), "firstname": .string(Self.evil), "lastname": "E",
            "department": .string(Self.evil), "email": "e@x.example",
            "roles": ["Staff", .string(Self.evil)],
          ]
        }
        let file = try stage.usher.folder.write(
          "people.jsonl", users.map { $0.text + "\n" }.joined())
        try await stage.usher.succeed("directory", "import", file)
        try await RoughTerminal(usher: stage.usher).run("evil", seconds: 120)
      }
    }

    private let name2 = JSONValue.string("type\u{1B}[31m")

    private func exportReadsBack(_ usher: Usher) async throws {
      let export = try await usher.succeed("export")
      expectHarmless(export, isForPrograms: true)
      let file = try usher.folder.write("again.yaml", export.output)
      let again = try await usher.succeed("apply", "-f", file, "--yes")
      #expect(again.errors.contains("nothing to change"), Comment(rawValue: again.report))
      #expect(try await usher.succeed("export").output == export.output)
    }

    private func savedPlanReadsBack(_ usher: Usher) async throws {
      let plan = usher.folder.path + "/plan"
      expectHarmless(try await usher.succeed("plan", "app", "--out", plan))
      #expect(throws: Never.self) {
        try JSONValue(parsing: try String(contentsOfFile: plan, encoding: .utf8))
      }
      expectHarmless(try await usher("reapply", "app", "--plan", plan, "--yes"))
    }

    @Test func namesAndWordsInErrorsAreHarmless() async throws {
      let usher = try Usher()
      let evil = "e\u{1B}[31m\u{9B}2J\u{202E}\n.csv"
      for words in [
        ["directory", "import", evil], ["apply", "-f", evil], ["users", "show", evil],
        ["tasks", "list", "--status", evil], ["tasks", "list", "--\(evil)"], [evil],
        ["plan", evil], ["users", "list", "--home", "/proc/\(evil)"],
        ["users", "list", "--store", evil], ["sandbox", "--fault", evil],
        ["users", "set", evil, evil], ["why", "x", "--app", evil],
      ] {
        let ending = try await usher.command(words).run(timeout: 60)
        #expect(ending.status != 0)
        expectHarmless(ending)
      }
    }

    @Test(arguments: [
      Array("username,title\nann,\u{9B}31m".utf8) + [0x9B, 0xC0, 0xAF, 0xED, 0xA0, 0x80],
      Array("apps:\n  - name: \"\\e[31m".utf8) + [0xFF],
      Array("\u{1B}]0;t\u{7}{\"username\":".utf8),
    ]) func filesOfNoTextAreHarmless(_ bytes: [UInt8]) async throws {
      let usher = try Usher()
      for name in ["x.csv", "x.jsonl", "x.yaml"] {
        let path = usher.folder.path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        let words = name == "x.yaml" ? ["apply", "-f", path] : ["directory", "import", path]
        expectHarmless(try await usher.command(words).run(timeout: 60))
      }
    }

    /// Every output goes through `Streams`, which lets nothing raw pass, or through the terminal's
    /// own door; the source knows no third way.
    @Test func thereIsNoOtherWayOut() throws {
      let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
      let ways = try Regex(
        #"(^|[^.\w])(print|debugPrint|dump|puts|fputs|putchar|fwrite)\(|STDOUT_FILENO|STDERR_FILENO"#
          + #"|FileHandle\.standard(Output|Error)|StreamLogHandler|/dev/(stdout|stderr|tty)"#)
      let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
      var count = 0
      for case let file as URL in files?.allObjects ?? [] where file.pathExtension == "swift" {
        count += 1
        if file.path.contains("/Terminal/") || file.path.hasSuffix("/Streams.swift") { continue }
        // It writes a file of JSON.
        if file.path.hasSuffix("/ExportedLog.swift") { continue }
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
        where line.contains(ways) && !line.contains("func print(") {
          Issue.record("\(file.lastPathComponent): \(line)")
        }
      }
      #expect(count > 200)
    }

    /// What a person reads is worded, and never a value as Swift prints it.
    @Test func noTextIsMadeByPrintingAValue() throws {
      let sources = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Sources")
      let values = try Regex(
        #"\\\((error|self|result|results|summary|impact|bulk|plan|report|task)\)"#
          + #"|String\(reflecting:|debugDescription\)"#)
      let files = FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil)
      for case let file as URL in files?.allObjects ?? [] where file.pathExtension == "swift" {
        let text = try String(contentsOf: file, encoding: .utf8)
        // A filter is text.
        if file.lastPathComponent == "Filter.swift" { continue }
        for line in text.split(separator: "\n") where line.contains(values) {
          Issue.record("\(file.lastPathComponent): \(line)")
        }
      }
    }

    @Test(
      arguments: [
        ("12 accounts, BulkDecision(count: 36, refused: 0, why: nil) approved", true),
        ("by Optional(\"ann\")", true), ("status is Optional(3)", true),
        ("Engine.EngineError.readOnly", true), ("5 tasks approved (3 others)", false),
        ("GET /Users?filter=userName eq \"x\"", false), ("{\"error\":{\"status\":400}}", false),
      ])
    func aPrintedValueIsFoundOut(_ row: (text: String, isPrinted: Bool)) {
      #expect((printedValue(in: row.text) != nil) == row.isPrinted)
    }
  }
}
