import TestSupport
import Foundation
import Testing

extension EndToEnd {
  /// The README's picture in motion is made of the real program, and can be made again.
  @Suite struct RecordingTests {
    @Test func theDaysPictureIsMadeOfTheDemo() async throws {
      let usher = try Usher()
      let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../Recording/record.py").path
      let picture = usher.folder.path + "/day.svg"
      let ending = try await Command(
        ["python3", script, Usher.executable, picture], environment: usher.environment,
        folder: usher.folder.path
      ).run(timeout: 120)
      try #require(ending.status == 0, Comment(rawValue: ending.report))
      let text = try String(contentsOfFile: picture, encoding: .utf8)
      #expect(text.hasPrefix("<svg ") && text.hasSuffix("</svg>\n"))
      #expect(text.contains("13 tasks approved") && text.contains("POST /Users"))
      #expect(text.utf8.count < 400_000, "a page loads it at once")
    }
  }
}
