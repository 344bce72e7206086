import Manifest
import Provisioning
import Testing

/// Who is told, as the configuration file says it.
@Suite struct NotifyTests {
  private func read(_ text: String) throws -> NotifySettings?? {
    try Manifest.read(text: "apps: []\n" + text, file: "f").notify
  }

  @Test func everythingCanBeSaidAndReadsBackToTheSame() throws {
    let text = """
      notify:
        on: [failed, held]
        every: 5m
        command: [/usr/local/bin/tell, "#idm"]
        webhook: { url: "https://x.example/hook/?a=b", secret: { env: HOOK }, ca_file: /etc/ca.pem }
      """
    let settings = NotifySettings(
      on: [.failed, .held], every: 300, command: ["/usr/local/bin/tell", "#idm"],
      webhook: .init(
        url: "https://x.example/hook/?a=b", secret: .environment("HOOK"), caFile: "/etc/ca.pem"))
    #expect(try read(text) == .some(settings))
    var file = ManifestFile(apps: [])
    file.notify = .some(settings)
    #expect(try Manifest.read(text: Manifest.write(file), file: "f") == file)
  }

  @Test func whatIsLeftOutHasItsDefault() throws {
    #expect(try read("") == nil)
    #expect(try read("notify:\n") == .some(nil))
    #expect(
      try read("notify: { command: [tell] }\n")
        == .some(
          NotifySettings(on: NotifySettings.Occasion.allCases, every: 600, command: ["tell"])))
  }

  static let faults: [(text: String, problem: String)] = [
    ("notify: {}", "2:9: `notify` says nobody is told"),
    ("notify: { command: [] }", "2:20: `command` names no program"),
    (
      "notify: { command: [a], on: [fail] }", "2:30: an element of `on` must be `pending`, `failed`"
    ),
    ("notify: { command: [a], on: [late, late] }", "2:36: `late` appears twice in `on`"),
    (
      "notify: { command: [a], comand: [b] }",
      "2:25: `comand` is not a key of `notify`; did you mean `command`?"
    ),
    (
      "notify: { webhook: { url: \"http://x.example/\" } }",
      "2:27: `url` must begin with `https://`"
    ),
    ("notify: { webhook: { secret: abc } }", "2:20: `webhook` has no `url`; add it"),
    (
      "notify: { webhook: { url: \"https://x.example\", secret: abc } }",
      "2:56: a secret must not be in the file"
    ),
  ]

  @Test(arguments: faults.indices) func aFaultIsNamedAtItsPlace(_ index: Int) {
    let (text, problem) = Self.faults[index]
    let found = problems("apps: []\n" + text + "\n")
    #expect(found.count == 1 && found.first?.hasPrefix(problem) == true, "\(found)")
  }
}
