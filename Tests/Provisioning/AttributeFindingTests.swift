import Text
import Provisioning
import SCIM
import Testing

/// What an app does not keep is one finding, learned from several accounts and dropped with the first
/// that contradicts it.
@Suite struct AttributeFindingTests {
  private func seen(_ account: String, at: Double = 0) -> AttributeFinding.Evidence {
    AttributeFinding.Evidence(account: account, name: account, sent: "a", shown: "b", at: at)
  }

  /// Each word is an account that dropped what was sent; one with a plus kept it.
  @Test(
    arguments: [
      ("title", "", 0, false), ("title", "ann", 1, false), ("title", "ann bob", 2, false),
      ("title", "ann bob cem", 3, true), ("title", "ann ann ann ann", 1, false),
      ("title", "ann bob ann bob", 2, false), ("title", "ann bob +cem", 0, false),
      ("title", "ann bob cem +dan", 0, false), ("title", "ann bob cem +ann", 0, false),
      ("title", "+ann bob cem", 2, false), ("title", "+ann bob cem dan", 3, true),
      ("title", "ann bob cem +dan eve", 1, false), ("title", "a b c d e f g h", 5, true),
      ("userName", "ann bob cem", 3, true), ("displayName", "ann bob cem", 3, true),
      ("active", "ann bob cem dan", 0, false), ("Active", "ann bob cem dan", 0, false),
      ("urn:ietf:params:scim:schemas:core:2.0:User:active", "ann bob cem", 0, false),
      ("urn:x:2.0:Extra:active", "ann bob cem", 3, true), ("[", "ann bob cem", 0, false),
    ])
  func whatIsLearned(_ row: (path: String, accounts: String, evidence: Int, isLearned: Bool)) {
    var finding: AttributeFinding?
    for account in row.accounts.split(separator: " ") {
      let isKept = account.hasPrefix("+")
      finding = AttributeFinding.after(
        row.path, kept: isKept, seen(String(account.drop { $0 == "+" })), finding)
    }
    #expect(finding?.evidence.count ?? 0 == row.evidence)
    #expect(finding?.isLearned ?? false == row.isLearned)
  }

  @Test(
    arguments: [
      ("ada", "CORP/ada", true), ("Ada", "ada", true), ("+1 (555) 12", "155512", true),
      ("Senior Vice President", "Senior Vice", true), ("Lovelace, Ada", "Ada Lovelace", false),
      ("CTO", "Janitor", false), ("CTO", "", false), ("", "CTO", false), (true, false, false),
      ("a", ["a"], false),
    ] as [(JSONValue, JSONValue, Bool)])
  func aFormOfTheAppsOwn(_ row: (sent: JSONValue, shown: JSONValue, isForm: Bool)) {
    #expect(AttributeFinding.isForm(row.shown, of: row.sent) == row.isForm)
  }

  @Test func theFirstAccountsAndTheLatestAreKeptAsEvidence() {
    var finding: AttributeFinding?
    for (index, name) in ["a", "b", "c", "d", "e", "f", "g"].enumerated() {
      finding = AttributeFinding.after("title", kept: false, seen(name, at: Double(index)), finding)
    }
    #expect(finding?.evidence.map(\.account) == ["a", "b", "c", "d", "g"])
    #expect(finding?.evidence.last?.at == 6)
  }

  @Test func whatIsStoredIsReadBackAndNothingElse() throws {
    let finding = AttributeFinding(
      path: "title",
      evidence: [
        AttributeFinding.Evidence(account: "1", name: "Zoë", sent: "a", shown: nil, at: 1.5),
        AttributeFinding.Evidence(account: "2", name: "", sent: nil, shown: ["x": [1]], at: 2),
      ])
    let stored = try JSONValue(parsing: finding.json.text)
    #expect(AttributeFinding(path: "title", json: stored) == finding)
    for text in ["null", "{}", #"[{"account":"1"}]"#, #"[{"account":"1","name":"x","at":"y"}]"#] {
      #expect(AttributeFinding(path: "title", json: try JSONValue(parsing: text)) == nil)
    }
  }

  @Test func aValueOfTheAppsOwnIsToldFromNone() {
    func finding(_ shown: JSONValue?) -> AttributeFinding {
      AttributeFinding(
        path: "title",
        evidence: [.init(account: "1", name: "a", sent: "x", shown: shown, at: 0)])
    }
    #expect(finding("Ann Lee").isComputed)
    #expect(!finding(nil).isComputed && !finding("").isComputed)
  }
}
