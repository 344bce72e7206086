import Manifest
import Provisioning
import Testing

/// A parameter that refers to another user's account.
@Suite struct AccountOfTests {
  private static let path = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"

  @Test func itIsReadAndWrittenBack() throws {
    let text = app("parameters: { \"\(Self.path)\": { account_of: \"{{ manager }}\" }, title: x }")
    let apps = try Manifest.read(text: text, file: "f").apps
    #expect(
      apps[0].parameters == [
        Parameter(path: Self.path, value: "{{ manager }}", isAccountOf: true),
        Parameter(path: "title", value: "x"),
      ])
    let written = Manifest.write(apps)
    #expect(written.contains(": { account_of: \"{{ manager }}\" }\n"))
    #expect(try Manifest.read(text: written, file: "f").apps == apps)
  }

  @Test(arguments: [
    ("{ account_of: \"{{ manager\" }", "{{ manager"), ("{ account_of: [a] }", "a list"),
    ("{ account_of: \"a\", more: b }", "`more` is not a key of the value of"),
  ])
  func whatIsWrongIsNamedAtItsPlace(_ value: String, _ words: String) {
    let found = problems(app("parameters: { manager: \(value) }"))
    #expect(found.count == 1 && found[0].hasPrefix("4:"), "\(found)")
  }

  @Test func aRuleCannotRefer() {
    let action = "{ set: { manager: { account_of: x } } }"
    let rule = "rules: [ { name: r, when: { role: a }, then: [ \(action) ] } ]"
    #expect(problems(app(rule)).count == 1)
  }
}
