import Testing
import Text

@Suite struct NearestNameTests {
  @Test(
    arguments: [
      ("lowr", "lower"), ("LOWER", "lower"), ("uper", "upper"), ("tirm", "trim"), ("xyz", nil),
      ("", nil), ("l", nil),
    ] as [(String, String?)])
  func findsTheNearestName(_ row: (name: String, nearest: String?)) {
    #expect(nearestName(to: row.name, in: ["lower", "upper", "trim"]) == row.nearest)
  }
}
