import Text
import Provisioning
import SCIM
import Testing

/// Lists whose elements an app shows without a type, such as bare texts: which one a parameter means,
/// and what is sent so that the new value takes the place of the old one.
@Suite struct LooseElementTests {
  private let comparison = AccountComparison(schemas: .user)
  private static let work = #"emails[type eq "work"].value"#
  private static let home = #"emails[type eq "home"].value"#

  private func desired(_ pairs: [(String, JSONValue?)]) -> DesiredAccount {
    DesiredAccount(attributes: pairs.map { DesiredAttribute(path: $0.0, value: $0.1) })
  }

  /// The account, what it should hold, and the operations that make it so; none where it does.
  @Test(
    arguments: [
      (#"{"emails":["a@x"]}"#, [(work, "a@x")], ""), (#"{"emails":["A@X"]}"#, [(work, "a@x")], ""),
      (
        #"{"emails":["a@x"]}"#, [(work, "b@x")],
        #"{"op":"replace","path":"emails","value":[{"type":"work","value":"b@x"}]}"#
      ),
      (
        #"{"emails":["a@x","c@x"]}"#, [(work, "b@x")],
        #"{"op":"replace","path":"emails","value":[{"type":"work","value":"b@x"},{"value":"c@x"}]}"#
      ),
      (#"{"emails":["c@x","a@x"]}"#, [(work, "a@x")], ""),
      (#"{"emails":["a@x","b@x"]}"#, [(work, "b@x"), (home, "a@x")], ""),
      (
        #"{"emails":["a@x","b@x"]}"#, [(work, "c@x"), (home, "a@x")],
        #"{"op":"replace","path":"emails","value":[{"value":"a@x"},{"type":"work","value":"c@x"}]}"#
      ),
      (
        #"{"emails":["a@x","b@x"]}"#, [(work, "c@x"), (home, "d@x")],
        #"{"op":"replace","path":"emails","value":[{"type":"work","value":"c@x"},"#
          + #"{"type":"home","value":"d@x"}]}"#
      ),
      (
        #"{"emails":["a@x"]}"#, [(work, "a@x"), (home, "d@x")],
        #"{"op":"replace","path":"emails","value":[{"value":"a@x"},{"type":"home","value":"d@x"}]}"#
      ),
      (#"{"emails":["a@x"]}"#, [(work, nil)], #"{"op":"remove","path":"emails"}"#),
      // Nothing says whose they are.
      (#"{"emails":["a@x","b@x"]}"#, [(work, nil)], ""),
      (
        #"{"emails":"a@x"}"#, [(work, "b@x")],
        #"{"op":"replace","path":"emails","value":[{"type":"work","value":"b@x"}]}"#
      ),
      (
        #"{"emails":[{"value":"a@x","display":"a@x","primary":true}]}"#, [(work, "b@x")],
        #"{"op":"replace","path":"emails","value":"#
          + #"[{"type":"work","value":"b@x","primary":true}]}"#
      ),
      (
        #"{"emails":["a@x"]}"#, [("emails.value", "b@x")],
        #"{"op":"replace","path":"emails","value":[{"value":"b@x"}]}"#
      ),
      (
        #"{"phoneNumbers":["1"]}"#, [(#"phoneNumbers[type eq "mobile"].value"#, "2")],
        #"{"op":"replace","path":"phoneNumbers","value":[{"type":"mobile","value":"2"}]}"#
      ),
      (
        #"{"addresses":[{"locality":"Bern","country":"CH"}]}"#,
        [(#"addresses[type eq "work"].locality"#, "Basel")],
        #"{"op":"replace","path":"addresses","value":"#
          + #"[{"type":"work","locality":"Basel","country":"CH"}]}"#
      ),
      // Where a type is shown, the path finds the element.
      (
        #"{"emails":[{"value":"a@x","type":"work"}]}"#, [(work, "b@x")],
        #"{"op":"replace","path":"emails[type eq \"work\"].value","value":"b@x"}"#
      ),
      (
        #"{"emails":[{"value":"h@x","type":"home"}]}"#, [(work, "b@x")],
        #"{"op":"add","path":"emails","value":[{"type":"work","value":"b@x"}]}"#
      ),
      (
        #"{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"manager":"7"}}"#,
        [("urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value", "8")],
        #"{"op":"replace","path":"urn:ietf:params:scim:schemas:extension:enterprise:2.0:"#
          + #"User:manager.value","value":"8"}"#
      ),
    ] as [(String, [(String, JSONValue?)], String)])
  func whatIsSent(_ row: (account: String, desired: [(String, JSONValue?)], operations: String))
    throws
  {
    let known = try JSONValue(parsing: row.account)
    let changes = comparison.changes(desired(row.desired), known)
    let body = AccountRequests.patch("1", changes, known: known).body
    let operations = body?["Operations"]?.array?.map(\.text).joined(separator: ",")
    #expect(operations == row.operations)
    for change in changes {
      #expect(comparison.isAsPlanned(change, in: known))
      #expect(!comparison.holds(change, in: known))
    }
  }

  /// What an app shows after a change from a@x to b@x, and whether the change took effect.
  @Test(arguments: [
    (#"{"emails":["b@x"]}"#, true), (#"{"emails":["a@x","b@x"]}"#, false),
    (#"{"emails":["a@x"]}"#, false), (#"{"emails":["c@x","b@x"]}"#, true), ("{}", false),
    (#"{"emails":[{"type":"work","value":"b@x"}]}"#, true),
  ])
  func whatStandsBesideTheOldValueDidNotReplaceIt(_ row: (shown: String, holds: Bool)) throws {
    let change = AttributeChange(path: Self.work, from: "a@x", to: "b@x")
    #expect(comparison.holds(change, in: try JSONValue(parsing: row.shown)) == row.holds)
  }

  @Test func aWholeAccountIsSentWithTheListAsItShouldBe() throws {
    let known = try JSONValue(parsing: #"{"id":"1","userName":"ann","emails":["a@x","c@x"]}"#)
    let changes = comparison.changes(desired([(Self.work, "b@x"), (Self.home, "d@x")]), known)
    let body = AccountRequests.replace("1", changes, known: known, schemas: .user).body
    #expect(
      body?["emails"]?.text
        == #"[{"type":"work","value":"b@x"},{"type":"home","value":"d@x"}]"#)
  }
}
