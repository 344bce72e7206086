import Text
import Provisioning
import SCIM
import Testing

/// What an account should be against what the app holds, by the schema.
@Suite struct ComparisonTests {
  private let comparison = AccountComparison(schemas: .user)

  private func desired(_ pairs: (String, JSONValue?)...) -> DesiredAccount {
    DesiredAccount(attributes: pairs.map { DesiredAttribute(path: $0.0, value: $0.1) })
  }

  @Test(
    arguments: [
      ("userName", #"{"userName":"ANN"}"#, JSONValue.string("ann"), true),
      ("id", #"{"id":"A"}"#, "a", false),
      ("active", #"{"active":"True"}"#, true, true), ("active", "{}", true, false),
      ("title", #"{"title":""}"#, nil, true), ("title", #"{"title":null}"#, nil, true),
      ("title", #"{"Title":"x"}"#, "x", true), ("title", #"{"title":"x"}"#, nil, false),
      ("emails[type eq \"work\"].value", #"{"emails":[{"value":"a","type":"work"}]}"#, "a", true),
      ("emails[type eq \"work\"].value", #"{"emails":[{"value":"a"}]}"#, "a", true),
      ("emails[type eq \"work\"].value", #"{"emails":["a"]}"#, "a", true),
      (
        "emails[type eq \"work\"].value",
        #"{"emails":[{"value":"a","type":"home"}]}"#, "a", false
      ),
      ("emails[type eq \"work\"].value", #"{"emails":[{"value":"a"},{"value":"b"}]}"#, "a", false),
      (
        "emails",
        #"{"emails":[{"value":"b","type":"work","primary":false},{"value":"a","$ref":"x"}]}"#,
        [["value": "a"], ["value": "b"]], true
      ),
      ("name.givenName", #"{"name":{"givenName":"Ann","formatted":"Ann Lee"}}"#, "Ann", true),
      (
        "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department",
        #"{"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User":{"department":"Eng"}}"#,
        "Eng", true
      ),
    ] as [(String, String, JSONValue?, Bool)])
  func oneAttribute(_ row: (path: String, resource: String, value: JSONValue?, same: Bool)) throws {
    let resource = try JSONValue(parsing: row.resource)
    #expect(comparison.holds(row.value, at: row.path, in: resource) == row.same)
    let changes = comparison.changes(desired((row.path, row.value)), resource)
    #expect(changes.isEmpty == row.same)
    #expect(
      comparison.changes(desired((row.path, row.value)), resource, except: [row.path]).isEmpty)
  }

  @Test func changesComeInTheOrderOfTheParametersWithWhatWas() throws {
    let resource = try JSONValue(parsing: #"{"userName":"ann","title":"","nickName":"N"}"#)
    let changes = comparison.changes(
      desired(("title", "CTO"), ("userName", "anna"), ("nickName", nil), ("active", true)), resource
    )
    #expect(
      changes == [
        AttributeChange(path: "title", from: nil, to: "CTO"),
        AttributeChange(path: "userName", from: "ann", to: "anna"),
        AttributeChange(path: "nickName", from: "N", to: nil),
        AttributeChange(path: "active", from: nil, to: true),
      ])
  }
}
