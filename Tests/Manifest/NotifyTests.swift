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
        mail:
          from: usher@example.com
          to: [idm@example.com, "o'neill+ops@example.com"]
          server: smtp://mail.example.com:587
          user: "usher user"
          password: { credential: smtp }
          ca_file: /etc/mail-ca.pem
      """
    let settings = NotifySettings(
      on: [.failed, .held], every: 300, command: ["/usr/local/bin/tell", "#idm"],
      webhook: .init(
        url: "https://x.example/hook/?a=b", secret: .environment("HOOK"), caFile: "/etc/ca.pem"),
      mail: .init(
        from: "usher@example.com", to: ["idm@example.com", "o'neill+ops@example.com"],
        server: "smtp://mail.example.com:587", user: "usher user",
        password: .credential("smtp"), caFile: "/etc/mail-ca.pem"))
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
    #expect(
      try read("notify: { mail: { from: a@b, to: [c@d] } }\n")
        == .some(NotifySettings(mail: .init(from: "a@b", to: ["c@d"]))))
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
    ("notify: { mail: { from: a@b } }", "2:17: `mail` has no `to`; add it"),
    ("notify: { mail: { from: a@b, to: [] } }", "2:34: `to` names nobody"),
    (
      "notify: { mail: { from: Usher <a@b>, to: [c@d] } }",
      "2:25: `from` must be an address alone"
    ),
    (
      "notify: { mail: { from: a@b, to: [\"c@d\\r\\nBcc: e@f\"] } }",
      "2:35: an element of `to` must be an address alone"
    ),
    (
      "notify: { mail: { from: a@b, to: [c@d], user: x, password: { env: P } } }",
      "2:47: `user` needs `server`"
    ),
    (
      "notify: { mail: { from: a@b, to: [c@d], server: smtp://m, user: x } }",
      "2:17: `mail` needs both `user` and `password`"
    ),
    (
      "notify: { mail: { from: a@b, to: [c@d], server: m.example } }",
      "2:49: `server` must be smtps://HOST or smtp://HOST"
    ),
    (
      "notify: { mail: { from: a@b, to: [c@d], server: smtps://m:p4ss@h } }",
      "2:49: `server` must be a host and perhaps a port"
    ),
  ]

  @Test(arguments: faults.indices) func aFaultIsNamedAtItsPlace(_ index: Int) {
    let (text, problem) = Self.faults[index]
    let found = problems("apps: []\n" + text + "\n")
    #expect(found.count == 1 && found.first?.hasPrefix(problem) == true, "\(found)")
  }
}
