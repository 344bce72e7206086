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
    let sources = try Self.sources()
    #expect(sources.count > 500)
    for (file, text) in sources {
      let lines = text.count { $0 == "\n" }
      #expect(lines <= 300, "\(file) has \(lines) lines; split it")
    }
  }

  @Test func noTypeHasManyMethods() throws {
    let kinds: Set<Substring> = ["struct", "class", "enum", "actor", "extension", "protocol"]
    var methods: [Substring: Int] = [:]
    for (_, text) in try Self.sources() {
      var type: Substring?
      for line in text.split(separator: "\n") where !line.contains("//") {
        let words = line.split(separator: " ")
        if !line.hasPrefix(" "), let kind = words.firstIndex(where: kinds.contains) {
          type = words[kind + 1].prefix { $0.isLetter || $0 == "." }
        }
        if let type, line.hasPrefix("  "), !line.hasPrefix("   "), words.contains("func") {
          methods[type, default: 0] += 1
        }
      }
    }
    #expect(methods.count > 200)
    for (type, count) in methods { #expect(count <= 40, "\(type) has \(count) methods; split it") }
  }

  /// The files of the sources, by name.
  private static func sources() throws -> [(file: String, text: String)] {
    let folder = root.appendingPathComponent("Sources")
    let files = try #require(
      FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil))
    return try files.compactMap { $0 as? URL }.filter { $0.pathExtension == "swift" }.map {
      ($0.lastPathComponent, try String(contentsOf: $0, encoding: .utf8))
    }
  }
}
