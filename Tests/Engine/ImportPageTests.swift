import TestSupport
import Provisioning
import SCIM
import Testing

@testable import Engine

/// The users of a file are taken in pages; what comes of it is what comes of them one by one.
@Suite struct ImportPageTests {
  private static func entries(_ dice: inout SplitMix64) -> [DirectoryEntry] {
    let names = "abcdefgh".shuffled(using: &dice).prefix(Int.random(in: 2...8, using: &dice))
    return names.enumerated().map { index, name in
      var attributes: [String: String] = [:]
      let key = Int.random(in: 0...9, using: &dice)
      if key > 0 { attributes["external_id"] = "E\(key)" }
      if Bool.random(using: &dice) { attributes["title"] = Bool.random(using: &dice) ? "A" : "B" }
      let spelling = Int.random(in: 0...5, using: &dice) == 0 ? name.uppercased() : String(name)
      var entry = DirectoryEntry(
        DirectoryUser(username: spelling, attributes: attributes),
        mentioned: .init(
          attributes: .only(["external_id", "title"]), status: false, roles: false))
      entry.line = index + 2
      return entry
    }
  }

  /// What the directory holds and what was told, after some files one after another.
  private static func outcome(
    _ files: [[DirectoryEntry]], _ reading: KeyChangeReading, oneByOne: Bool
  ) throws -> [String] {
    let store = try StorePool.shared.take()
    return try store.write { session in
      var lines: [String] = []
      for file in files {
        do {
          _ = try session.nested {
            var directory = try DirectoryImport(
              session, identity: ["external_id"], reading: reading, source: "file")
            if !oneByOne {
              try directory.take(
                file.map { ($0, IdentifiedUser($0.user, by: ["external_id"])) })
            }
            for entry in file where oneByOne {
              try directory.takeAlone(
                entry, PersonKeys(of: entry.user, by: ["external_id"]),
                try session.people.person(named: entry.user.username))
            }
            try directory.finish(replace: false)
            lines.append("\(directory.result) \(directory.touched.sorted()) \(directory.renames)")
            return ()
          }
        } catch {
          lines.append("\(error)")
        }
        lines += try session.people.people(Array(1...40)).map { "\($0)" }
      }
      return lines.map { line in
        // The order of a set's or dictionary's elements is another one in each.
        line.split { " [](),".contains($0) }.sorted().joined(separator: " ")
      }
    }
  }

  @Test(arguments: [KeyChangeReading.asUsual, .samePeople])
  func pagesAreAsOneByOne(_ reading: KeyChangeReading) throws {
    for seed in 1...150 {
      var dice = SplitMix64(seed: UInt64(seed))
      let files = (0..<4).map { _ in Self.entries(&dice) }
      let pages = try Self.outcome(files, reading, oneByOne: false)
      #expect(pages == (try Self.outcome(files, reading, oneByOne: true)), "seed \(seed)")
    }
  }
}
