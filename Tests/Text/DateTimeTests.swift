import Testing
import Text

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
      ("26-1-1-1T00:00:00Z", nil), ("2026-02-30T00:00:00Z", nil), ("2026-01-01 00:00:00Z", nil),
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

  @Test(
    arguments: [
      (0, "Thu, 01 Jan 1970 00:00:00 GMT"), (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
      (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_825_600.25, "Tue, 29 Feb 2000 12:00:00 GMT"),
    ] as [(Double, String)])
  func longText(_ seconds: Double, _ expected: String) {
    #expect(DateTime.longText(seconds, zone: "GMT") == expected)
  }

  @Test func daysRoundTrip() {
    for day in stride(from: -700_000, to: 2_900_000, by: 37) {
      let seconds = Double(day) * 86_400 + 3_723
      #expect(DateTime.seconds(DateTime.text(seconds)) == seconds)
    }
  }
}
