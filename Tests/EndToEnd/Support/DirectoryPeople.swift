import Testing
import Text

/// A person of usher's directory, by the names that `users list --json` gives.
typealias DirectoryPerson = [String: JSONValue]

extension Usher {
  /// Everyone in the directory by username, without usher's own ids.
  func people() async throws -> [String: DirectoryPerson] {
    var people: [String: DirectoryPerson] = [:]
    for user in try await json("users", "list").array ?? [] {
      var person: DirectoryPerson = [:]
      for member in user.object?.members ?? [] { person[member.name] = member.value }
      person["id"] = nil
      people[person["username"]?.string ?? ""] = person
    }
    return people
  }
}

/// Expects two directories to be the same, and tells the first three people who are not.
func expectSame(
  _ seen: [String: DirectoryPerson], _ wanted: [String: DirectoryPerson],
  at location: SourceLocation = #_sourceLocation
) {
  let other = Set(seen.keys).union(wanted.keys).sorted().filter { seen[$0] != wanted[$0] }
  let shown = other.prefix(3).map { "\($0): \(seen[$0] ?? [:]) not \(wanted[$0] ?? [:])" }
  #expect(other.isEmpty, "\(other.count): \(shown)", sourceLocation: location)
}
