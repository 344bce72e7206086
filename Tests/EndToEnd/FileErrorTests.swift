import Text
import TestSupport
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// Wrong files: one sentence each, with the place, and nothing is applied.
  @Suite struct FileErrorTests {
    /// A configuration file, and where its first error stands.
    struct BadFile: Sendable, CustomTestStringConvertible {
      var testDescription: String
      var place: String
      var text: String
    }

    private static let connection =
      "connection: { base_url: \"https://app.example/scim\", token: { env: T } }"

    private static func app(_ lines: String...) -> String {
      (["apps:", "  - name: app", "    " + connection] + lines.map { "    " + $0 })
        .joined(separator: "\n") + "\n"
    }

    private static func rule(_ condition: String) -> String {
      app("rules:", "  - { name: R, when: { \(condition) }, then: [ do_not_provision ] }")
    }

    private static func bad(_ what: String, _ place: String, _ text: String) -> BadFile {
      BadFile(testDescription: what, place: place, text: text)
    }

    static let configurations = [
      bad("an unknown key", "4:5:", app("colour: red")),
      bad("a key at the top", "1:1:", "app: []\n"),
      bad("a key deep inside", "4:21:", app("provisioning: { aprove: [create] }")),
      bad("a wrong type", "4:12:", app("roles: { a: b }")),
      bad("a word that is no value", "4:35:", app("provisioning: { when_deleted: vanish }")),
      bad("out of range", "4:42:", app("provisioning: { limits: { deletions: -5 } }")),
      bad("an unknown template", "4:15:", app("template: netskoop")),
      bad("a value that does not end", "5:", app("parameters:", "  userName: \"{{ email \"")),
      bad("a path that is none", "5:", app("parameters:", "  \"emails[type eq\": x")),
      bad("a broken regular expression", "5:", rule("attribute: email, matches: \"(\"")),
      bad("an operator that is none", "5:46:", rule("attribute: email, sounds_like: x")),
      bad("a number that is none", "5:", rule("attribute: level, greater_than: high")),
      bad("a rule without a name", "5:", app("rules:", "  - { then: [ do_not_provision ] }")),
      bad("no YAML", "", app("roles: [Staff")),
      bad(
        "the same name twice", "4:",
        "apps:\n  - name: a\n    \(connection)\n  - name: A\n    \(connection)\n"),
      bad(
        "a token itself", "3:",
        "apps:\n  - name: a\n    connection: { base_url: \"https://a.example\", token: abc }\n"),
    ]

    @Test(arguments: configurations) func aConfigurationFile(_ file: BadFile) async throws {
      let usher = try Usher()
      try usher.folder.write("bad.yaml", file.text)
      let ending = try await usher("apply", "-f", "bad.yaml", "--yes")
      #expect(ending.status == 1, Comment(rawValue: ending.report))
      let first = try #require(ending.errorLines.first, Comment(rawValue: ending.report))
      #expect(first.hasPrefix("usher: error: bad.yaml:\(file.place)"), Comment(rawValue: first))
      #expect(
        first.wholeMatch(of: /usher: error: bad\.yaml:[0-9]+:[0-9]+: .+/) != nil,
        Comment(rawValue: first))
      let export = try await usher("export")
      #expect(!export.output.contains("name: app"))
    }

    @Test func allErrorsAreShownUpToTwenty() async throws {
      let usher = try Usher()
      for (count, shown) in [(3, 3), (30, 20)] {
        let keys = (1...count).map { "    wrong\($0): 1\n" }.joined()
        try usher.folder.write(
          "bad.yaml",
          "apps:\n  - name: app\n    connection: { base_url: \"https://a.example\" }\n" + keys)
        let ending = try await usher("apply", "-f", "bad.yaml", "--yes")
        #expect(ending.status == 1)
        let places = ending.errorLines.filter {
          $0.contains(#/bad\.yaml:[0-9]+:[0-9]+:/#)
        }
        #expect(places.count == shown, Comment(rawValue: ending.report))
      }
    }

    /// A directory file and the line of its first error.
    static let directories: [(file: String, line: Int, text: String)] = [
      ("a.csv", 1, "name,email\nann,a@x.example\n"),
      ("a.csv", 1, "username,email,EMAIL\nann,a@x.example,b\n"),
      ("a.csv", 3, "username,email\nann,a@x.example\nbob\n"),
      ("a.csv", 3, "username,email\nann,a@x.example\nbob,b@x.example,c\n"),
      ("a.csv", 3, "username,email\nann,a@x.example\n,b@x.example\n"),
      ("a.csv", 4, "username,email\nann,a@x.example\nbob,b\nANN,c@x.example\n"),
      ("a.csv", 2, "username,email\na\u{0}nn,a@x.example\n"),
      ("a.csv", 2, "username,status\nann,asleep\n"),
      // The record starts on line 3; its field has two lines.
      ("a.csv", 3, "username,title\nann,x\nbob,\"two\nlines\",more\n"),
      ("a.csv", 2, "username,title\nann,\"never ends\n"),
      ("a.jsonl", 2, "{\"username\":\"ann\"}\n{\"username\":\n"),
      ("a.jsonl", 2, "{\"username\":\"ann\"}\n{\"email\":\"b@x.example\"}\n"),
      ("a.jsonl", 3, "{\"username\":\"ann\"}\n{\"username\":\"bob\"}\n{\"username\":\"Ann\"}\n"),
    ]

    @Test(arguments: directories)
    func aDirectoryFile(_ file: String, _ line: Int, _ text: String) async throws {
      let usher = try Usher()
      try usher.folder.write(file, text)
      let ending = try await usher("directory", "import", file, "--yes")
      #expect(ending.status == 1, Comment(rawValue: ending.report))
      let first = try #require(ending.errorLines.first, Comment(rawValue: ending.report))
      #expect(first.hasPrefix("usher: error: \(file):\(line):"), Comment(rawValue: first))
      #expect(try await usher.json("users", "list") == .array([]))
    }

    @Test func aLongFieldIsRefused() async throws {
      let usher = try Usher()
      let field = String(repeating: "x", count: 1_100_000)
      try usher.folder.write("a.csv", "username,title\nann,x\nbob,\(field)\n")
      try await usher.fail("directory", "import", "a.csv", "--yes", saying: "a.csv:3:")
    }

    @Test(arguments: ["\u{FEFF}", ""]) func aByteOrderMarkIsNoPartOfAName(_ mark: String)
      async throws
    {
      let usher = try Usher()
      try usher.folder.write("a.csv", mark + "username,title\r\n\"ann\",\"a \"\"b\"\", c\"\r\n")
      try await usher.succeed("directory", "import", "a.csv", "--yes")
      let users = try await usher.json("users", "list")
      #expect(users.array?.count == 1)
      #expect(users.array?.first?["username"] == "ann")
    }
  }
}
