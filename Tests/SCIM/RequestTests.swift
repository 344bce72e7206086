import SCIM
import Testing

@Suite struct PercentEncodingTests {
  @Test(arguments: [
    ("azAZ09-._~", "azAZ09-._~"), ("a b", "a%20b"), ("a/b?c#d", "a%2Fb%3Fc%23d"), ("é", "%C3%A9"),
    ("😀", "%F0%9F%98%80"), ("50%", "50%25"), ("a+b&c=d", "a%2Bb%26c%3Dd"),
    ("'(*)!'", "%27%28%2A%29%21%27"),
    (".", "%2E"), ("..", "%2E%2E"), ("...", "..."), ("", ""), ("\u{0}\r\n", "%00%0D%0A"),
  ])
  func encodesAndDecodes(_ text: String, _ encoded: String) {
    #expect(PercentEncoding.encode(text) == encoded)
    #expect(PercentEncoding.decode(encoded) == text)
  }

  @Test(
    arguments: [
      ("%", nil), ("%2", nil), ("%zz", nil), ("%ff", nil), ("%c3%a9", "é"), ("a+b", "a+b"),
    ] as [(String, String?)])
  func decodes(_ text: String, _ expected: String?) {
    #expect(PercentEncoding.decode(text) == expected)
  }

  @Test func aFormsPlusIsASpace() {
    #expect(PercentEncoding.decode("a+b%2B", plusIsSpace: true) == "a b+")
  }
}

@Suite struct RequestTests {
  @Test func listsAskForWhatIsSaid() {
    #expect(HTTPRequest.list("Users") == HTTPRequest("GET", "/Users"))
    let query = ListQuery(
      filter: .equals("userName", "O'Neil & \"Co\"+"), startIndex: 1, count: 100, cursor: "",
      sortBy: "name.familyName", descending: true, attributes: ["id", "userName"],
      excludedAttributes: ["members"])
    #expect(
      HTTPRequest.list("/Users", query).path
        == "/Users?filter=userName%20eq%20%22O%27Neil%20%26%20%5C%22Co%5C%22%2B%22&startIndex=1"
        + "&count=100&cursor=&sortBy=name.familyName&sortOrder=descending"
        + "&attributes=id%2CuserName&excludedAttributes=members")
  }

  @Test func writesAreAddressedByAnEncodedId() {
    let body: JSONValue = ["userName": "a"]
    #expect(
      HTTPRequest.get("Groups", id: "a/b@c", attributes: ["members"])
        == HTTPRequest("GET", "/Groups/a%2Fb%40c?attributes=members"))
    #expect(HTTPRequest.create("Users", body) == HTTPRequest("POST", "/Users", body: body))
    #expect(
      HTTPRequest.replace("Users", id: "..", body, ifMatch: "W/\"1\"")
        == HTTPRequest("PUT", "/Users/%2E%2E", body: body, headers: ["If-Match": "W/\"1\""]))
    #expect(HTTPRequest.delete("Users", id: "1") == HTTPRequest("DELETE", "/Users/1"))
    #expect(
      HTTPRequest.patch("v2/Users", id: "1", [PatchOperation(.remove, "title")])
        == HTTPRequest(
          "PATCH", "/v2/Users/1", body: Patch.body([PatchOperation(.remove, "title")])))
  }
}

@Suite struct DateTimeTests {
  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00", 0),
      ("2000-02-29T12:00:00Z", 951_825_600),
      ("2026-01-31T09:00:00.5+01:00", 1_769_846_400.5), ("1969-12-31T23:59:59z", -1),
      ("1970-01-01T00:00:00-0100", 3600), ("0001-01-01T00:00:00Z", -62_135_596_800),
      ("9999-12-31T23:59:59Z", 253_402_300_799),
      ("2026-13-01T00:00:00Z", nil), ("2026-01-01", nil), ("2026-01-01T00:00", nil), ("", nil),
      ("2026-01-01T25:00:00Z", nil), ("2026-01-01T00:60:00Z", nil), ("2026-01-01T00:00:0xZ", nil),
      ("2026-01-01T00:00:nanZ", nil), ("2026-01-01T00:00:00+99:00", nil), ("T", nil),
      ("26-1-1-1T00:00:00Z", nil),
    ] as [(String, Double?)])
  func seconds(_ text: String, _ expected: Double?) {
    #expect(DateTime.seconds(text) == expected)
  }

  @Test(
    arguments: [
      (0, "1970-01-01T00:00:00.000Z"), (951_825_600.25, "2000-02-29T12:00:00.250Z"),
      (-1, "1969-12-31T23:59:59.000Z"), (-62_135_596_800, "0001-01-01T00:00:00.000Z"),
      (1e300, "9999-12-31T23:59:59.000Z"),
    ] as [(Double, String)])
  func text(_ seconds: Double, _ expected: String) {
    #expect(DateTime.text(seconds) == expected)
  }

  @Test func daysRoundTrip() {
    for day in stride(from: -700_000, to: 2_900_000, by: 37) {
      let seconds = Double(day) * 86_400 + 3_723
      #expect(DateTime.seconds(DateTime.text(seconds)) == seconds)
    }
  }
}
