import Testing
import Text

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
