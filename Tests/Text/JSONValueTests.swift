import Text
import Testing

@Suite struct JSONWriterTests {
  @Test(
    arguments: [
      (JSONValue.null, "null"),
      (["b": 1, "a": [true, .null]], #"{"b":1,"a":[true,null]}"#),
      (.number(0.1), "0.1"),
      (.number(1e300), "1e+300"),
      (
        "a\"b\\c/d\u{8}\u{c}\n\r\t\u{0}\u{1f}\u{7f}é😀",
        #""a\"b\\c/d\u0008\u000c\n\r\t\u0000\u001f\u007fé😀""#
      ),
      ([], "[]"),
      ([:], "{}"),
    ] as [(JSONValue, String)])
  func writes(_ value: JSONValue, _ text: String) throws {
    #expect(value.text == text)
    #expect(String(decoding: value.bytes, as: UTF8.self) == text)
    #expect(try JSONValue(parsing: value.bytes) == value)
  }

  @Test func writesForPeople() {
    let value: JSONValue = ["a": [1, [:]], "b": [], "c": ["d": "e"]]
    #expect(
      value.prettyText == """
        {
          "a": [
            1,
            {}
          ],
          "b": [],
          "c": {
            "d": "e"
          }
        }
        """)
  }
}

@Suite struct JSONObjectTests {
  @Test func findsNamesInAnyCaseAndKeepsTheirSpelling() throws {
    var object = JSONObject([("userName", "ann"), ("Émile", 1)])
    #expect(object["USERNAME"] == "ann")
    #expect(object["émile"] == 1)
    #expect(object["user"] == nil)
    object["username"] = "bob"
    object["title"] = "Dr."
    #expect(JSONValue.object(object).text == #"{"userName":"bob","Émile":1,"title":"Dr."}"#)
    object["USERNAME"] = nil
    #expect(object.members.map(\.name) == ["Émile", "title"])
    #expect(object.count == 2)
  }

  @Test(arguments: [
    ("userName", "USERNAME", true), ("userName", "userNames", false), ("a[", "a{", false),
    ("a@", "a`", false), ("$ref", "$REF", true), ("é", "É", true), ("aé", "AÉ", true),
    ("é", "è", false), ("", "", true), ("a-b", "a_b", false),
  ])
  func namesDifferInCaseOnly(_ name: String, _ other: String, _ same: Bool) {
    #expect((JSONObject([(name, 1)])[other] != nil) == same)
    #expect((JSONObject([(other, 1)])[name] != nil) == same)
  }

  @Test func theLastOfTwoMembersCounts() throws {
    var value = try JSONValue(parsing: #"{"id": "a", "ID": "b"}"#)
    #expect(value["id"] == "b")
    guard case .object(var object) = value else { return }
    object["id"] = nil
    value = .object(object)
    #expect(value == [:])
  }
}

@Suite struct JSONValueTests {
  @Test(
    arguments: [
      (JSONValue.integer(3), 3), (.number(3), 3), ("3", 3), (.number(3.5), nil), ("three", nil),
      (true, nil), (.number(1e300), nil), ([], nil),
    ] as [(JSONValue, Int?)])
  func integer(_ value: JSONValue, _ expected: Int?) {
    #expect(value.integer == expected)
  }

  @Test(
    arguments: [
      (JSONValue.bool(true), true), ("True", true), ("FALSE", false), ("yes", nil), (1, nil),
      (.null, nil),
    ] as [(JSONValue, Bool?)])
  func bool(_ value: JSONValue, _ expected: Bool?) {
    #expect(value.bool == expected)
  }

  @Test(
    arguments: [
      (JSONValue.string("x"), "x"), (7, "7"), (.number(1.5), "1.5"), (true, "true"), (.null, nil),
      ([], nil),
    ] as [(JSONValue, String?)])
  func scalarText(_ value: JSONValue, _ expected: String?) {
    #expect(value.scalarText == expected)
  }
}
