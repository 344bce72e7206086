import TestSupport
import Directories
import Foundation
import Provisioning
import Testing

@Suite struct DirectoryReaderTests {
  private func withFolder(_ body: (String) throws -> Void) throws {
    let files = try TemporaryFolder()
    try withExtendedLifetime(files) { try body(files.path) }
  }

  @Test func readsAFileToItsEnd() throws {
    try withFolder { folder in
      let path = folder + "/people.CSV"
      let rows = (1...20_000).map { "user\($0),user\($0)@example.com\n" }
      let text = "username,email\n" + rows.joined()
      try text.write(toFile: path, atomically: true, encoding: .utf8)
      var reader = try DirectoryReader(path: path)
      #expect(reader.size == text.utf8.count)
      var lines: [Int] = []
      try reader.read { lines.append($0.line) }
      #expect(lines == Array(2...20_001))
      #expect(reader.bytesRead == text.utf8.count)
      #expect(try reader.next() == nil)
    }
  }

  @Test func takesTheFormatFromTheNameOrTheCaller() throws {
    try withFolder { folder in
      let path = folder + "/people.jsonl"
      try "{\"username\":\"ann\"}\n".write(toFile: path, atomically: true, encoding: .utf8)
      var reader = try DirectoryReader(path: path)
      #expect(try reader.next()?.user.username == "ann")
      #expect(throws: DirectoryFileError.self) {
        var csv = try DirectoryReader(path: path, format: .csv)
        while try csv.next() != nil {}
      }
    }
  }

  @Test func followsALink() throws {
    try withFolder { folder in
      try "username\nann\n".write(toFile: folder + "/a.csv", atomically: true, encoding: .utf8)
      try FileManager.default.createSymbolicLink(
        atPath: folder + "/b.csv", withDestinationPath: folder + "/a.csv")
      var reader = try DirectoryReader(path: folder + "/b.csv")
      #expect(reader.size == 13)
      #expect(try reader.next()?.user.username == "ann")
    }
  }

  @Test(arguments: [
    ("missing.csv", "missing.csv: the file does not exist; check the path"),
    ("folder.csv", "folder.csv: it is a directory; name a `.csv` or `.jsonl` file in it"),
    ("people.txt", "people.txt: its name ends neither in `.csv` nor in `.jsonl`; rename it"),
    ("people", "people: its name ends neither in `.csv` nor in `.jsonl`; rename it"),
    ("empty.csv", "empty.csv: the file is empty; its first line must name the columns"),
    ("empty.jsonl", "empty.jsonl: the file is empty; it must contain one JSON object a line"),
  ])
  func refuses(_ row: (name: String, problem: String)) throws {
    try withFolder { folder in
      try FileManager.default.createDirectory(
        atPath: folder + "/folder.csv", withIntermediateDirectories: true)
      for name in ["people.txt", "people", "empty.csv", "empty.jsonl"] {
        try Data().write(to: URL(fileURLWithPath: folder + "/" + name))
      }
      let error = #expect(throws: DirectoryFileError.self) {
        var reader = try DirectoryReader(path: folder + "/" + row.name)
        while try reader.next() != nil {}
      }
      #expect(error?.description == folder + "/" + row.problem)
    }
  }

  @Test func theCallersErrorEndsTheReading() throws {
    struct Stop: Error {}
    try withFolder { folder in
      try "username\nann\nbob\n".write(toFile: folder + "/a.csv", atomically: true, encoding: .utf8)
      var reader = try DirectoryReader(path: folder + "/a.csv")
      #expect(throws: Stop.self) { try reader.read { _ in throw Stop() } }
      #expect(try reader.next()?.user.username == "bob")
    }
  }
}
