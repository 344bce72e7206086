import Foundation
import Testing

/// The maps name only what is there.
@Suite struct MapTests {
  private static let root = URL(fileURLWithPath: #filePath)
    .appendingPathComponent("../../..").standardized

  /// What stands in backticks and looks like a path: a room, a folder below one, or a file.
  private static func paths(_ map: String) throws -> Set<String> {
    let text = try String(contentsOf: root.appendingPathComponent(map), encoding: .utf8)
    return Set(text.matches(of: /`([A-Za-z]+(?:\/[A-Za-z0-9+.-]+)+)`/).map { String($0.output.1) })
  }

  private static func isThere(_ path: String) -> Bool {
    [path, path + ".swift"].contains {
      FileManager.default.fileExists(atPath: root.appendingPathComponent($0).path)
    }
  }

  @Test func theMapOfTheSourcesIsTrue() throws {
    let paths = try Self.paths("Sources/README.md")
    #expect(paths.count > 20)
    for path in paths {
      #expect(Self.isThere("Sources/" + path) || Self.isThere(path), "\(path)")
    }
  }

  @Test func theMapOfTheSourcesHasEveryRoom() throws {
    let map = try String(
      contentsOf: Self.root.appendingPathComponent("Sources/README.md"), encoding: .utf8)
    let sources = Self.root.appendingPathComponent("Sources").path
    for room in try FileManager.default.contentsOfDirectory(atPath: sources)
    where !room.contains(".") {
      #expect(map.contains("`\(room)`"), "\(room)")
    }
  }

  @Test func theTestsOfThePromisesAreThere() throws {
    let paths = try Self.paths("Tests/README.md").filter { $0.hasPrefix("Tests/") }
    #expect(paths.count > 20)
    for path in paths { #expect(Self.isThere(path), "\(path)") }
  }

  @Test func noFileOfTheSourcesIsLong() throws {
    let sources = Self.root.appendingPathComponent("Sources")
    let files = try #require(
      FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
    var count = 0
    for case let file as URL in files where file.pathExtension == "swift" {
      count += 1
      let text = try String(contentsOf: file, encoding: .utf8)
      let lines = text.count { $0 == "\n" }
      #expect(lines <= 300, "\(file.lastPathComponent) has \(lines) lines; split it")
    }
    #expect(count > 500)
  }
}
