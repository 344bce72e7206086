import Provisioning
import Testing

/// Who somebody of a file is: a key decides, and the username only where no key can be compared.
@Suite struct IdentificationTests {
  /// Persons as text: `1 ann E1/1001`, a name in brackets for somebody who left, `-` for no key.
  private static func person(_ text: String) -> KnownPerson {
    let words = text.split(separator: " ").map(String.init)
    let hasLeft = words[1].hasPrefix("(")
    let name = words[1].filter { $0 != "(" && $0 != ")" }
    return KnownPerson(
      user: DirectoryUser(id: UserID(words[0]) ?? 0, username: name), isDeleted: hasLeft,
      keys: keys(words[2]))
  }

  private static func keys(_ text: String) -> PersonKeys {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let values = zip(DirectorySettings.defaultIdentity, parts).map { ($0, $1 == "-" ? "" : $1) }
    return PersonKeys(Dictionary(uniqueKeysWithValues: values))
  }

  /// What an identification says: `1` for a person, `new`, what it rests on, and whose name it takes.
  private static func words(_ found: Identification) -> String {
    var words = [found.person.map(String.init) ?? "new"]
    switch found.basis {
    case .key: words.append("by key")
    case .username: words.append("by name")
    case .nothing: break
    }
    if let displaced = found.displaced {
      words.append("instead of \(displaced.id)\(displaced.isCertain ? "" : "?")")
    }
    if !found.ambiguous.isEmpty { words.append("or \(found.ambiguous.sorted())") }
    return words.joined(separator: " ")
  }

  /// The directory, the user of the file, and who that is.
  static let table: [(known: [String], entry: String, expected: String)] = [
    // Nobody is known.
    ([], "ann E1", "new"),
    ([], "ann -", "new"),
    (["1 bob E2"], "ann E1", "new"),
    (["1 bob -"], "ann -", "new"),
    // The same person, as before.
    (["1 ann E1"], "ann E1", "1 by key"),
    (["1 ann E1"], "ANN E1", "1 by key"),
    (["1 ann E1/1001"], "ann E1/1001", "1 by key"),
    (["1 ann -/1001"], "ann -/1001", "1 by key"),
    (["1 ann -"], "ann -", "1 by name"),
    // The same key under another name: renamed.
    (["1 ann E1"], "anna E1", "1 by key"),
    (["1 ann E1/1001"], "anna E1", "1 by key"),
    (["1 ann E1/1001"], "anna -/1001", "1 by key"),
    (["1 ann -/1001"], "anna E1/1001", "1 by key"),
    // A key that was empty and gets a value, or is left empty, is no other person.
    (["1 ann -"], "ann E1", "1 by name"),
    (["1 ann -"], "ann E1/1001", "1 by name"),
    (["1 ann E1"], "ann -", "1 by name"),
    (["1 ann E1"], "ann -/1001", "1 by name"),
    (["1 ann -/1001"], "ann E1", "1 by name"),
    // The same name under another key: another person.
    (["1 ann E1"], "ann E2", "new instead of 1"),
    (["1 ann -/1001"], "ann -/1002", "new instead of 1"),
    (["1 ann E1/1001"], "ann -/1002", "new instead of 1"),
    (["1 ann -/1001"], "ann E1/1002", "new instead of 1"),
    // The first attribute that both have decides.
    (["1 ann E1/1001"], "ann E2/1001", "new instead of 1"),
    (["1 ann E1/1001"], "ann E1/1002", "1 by key"),
    (["1 ann E1/1001"], "anna E1/1002", "1 by key"),
    (["1 ann E1/1001"], "anna E2/1001", "new"),
    (["1 ann E1/1001", "2 bob E2/1002"], "cem E2/1001", "2 by key"),
    (["1 ann -/1001", "2 bob E2"], "cem E2/1001", "2 by key"),
    // A known person takes the name of another.
    (["1 ann E1", "2 beth E2"], "beth E1", "1 by key instead of 2"),
    (["1 ann E1", "2 beth -"], "beth E1", "1 by key instead of 2?"),
    (["1 ann E1", "2 beth -/1002"], "beth E1", "1 by key instead of 2?"),
    (["1 ann E1", "2 beth -/1002"], "beth E1/1001", "1 by key instead of 2"),
    (["1 ann E1", "2 (beth) E2"], "beth E1", "1 by key"),
    // Who left comes back by the key, under whatever name, and by the name where no key is there.
    (["1 (ann) E1"], "ann E1", "1 by key"),
    (["1 (ann) E1"], "anna E1", "1 by key"),
    (["1 (ann) -"], "ann -", "1 by name"),
    (["1 (ann) -"], "ann E1", "1 by name"),
    (["1 (ann) E1"], "ann -", "1 by name"),
    (["1 (ann) E1"], "ann E2", "new"),
    (["1 (ann) E1", "2 beth E2"], "beth E1", "1 by key instead of 2"),
    // Letters of a key count, except for somebody who keeps the name.
    (["1 ann E1"], "ann e1", "1 by key"),
    (["1 ann aB"], "anna Ab", "new"),
    (["1 ann aB", "2 beth Ab"], "carla Ab", "2 by key"),
    (["1 ann aB", "2 beth Ab"], "ann Ab", "2 by key instead of 1?"),
    // Several users with one key, as an old store may have them.
    (["1 ann E1", "2 beth E1"], "ann E1", "1 by key"),
    (["1 ann E1", "2 beth E1"], "beth E1", "2 by key"),
    (["1 ann E1", "2 beth E1"], "carla E1", "2 by key or [1, 2]"),
    (["1 ann E1", "2 (beth) E1"], "carla E1", "1 by key"),
    (["1 (ann) E1", "2 (beth) E1"], "carla E1", "2 by key"),
    (["1 (ann) E1", "2 (beth) E1"], "ann E1", "1 by key"),
  ]

  @Test(arguments: table)
  func who(_ row: (known: [String], entry: String, expected: String)) {
    let known = row.known.map(Self.person)
    let parts = row.entry.split(separator: " ").map(String.init)
    let keys = Self.keys(parts[1])
    let name = parts[0].lowercased()
    let holders = known.filter { $0.user.username == name }
    let named = holders.first { !$0.isDeleted } ?? holders.first
    let keyed = known.filter { person in
      keys.values.contains { person.keys[$0.key] == $0.value }
    }
    let found = Identification(
      keys, named: named, keyed: keyed, by: DirectorySettings.defaultIdentity)
    #expect(Self.words(found) == row.expected)
  }

  @Test func spaceIsNoPartOfAKeyAndAnEmptyOneIsNone() {
    let keys = PersonKeys(["external_id": " E1\u{A0}", "Employee ID": "  "])
    #expect(keys == PersonKeys(["External-ID": "E1"]))
    #expect(keys.first(of: DirectorySettings.defaultIdentity) == "E1")
    #expect(PersonKeys(["external_id": ""]).isEmpty)
  }

  @Test func aKeyThatIsLeftEmptyStaysKnown() {
    let keys = PersonKeys(["external_id": "E1", "employee_id": "1"])
    let newer = keys.updated(with: PersonKeys(["employee_id": "2"]))
    #expect(newer == PersonKeys(["external_id": "E1", "employee_id": "2"]))
  }

  @Test func theConfiguredAttributesDecideInTheirOrder() {
    let ann = DirectoryUser(
      username: "ann", attributes: ["Badge": "7", "external_id": "E1", "employee_id": "1001"])
    let keys = PersonKeys(of: ann, by: ["badge", "employee_id"])
    #expect(keys == PersonKeys(["badge": "7", "employee_id": "1001"]))
    let other = PersonKeys(["badge": "8", "employee_id": "1001"])
    #expect(keys.compared(with: other, by: ["badge"]) == .different(attribute: "badge"))
    #expect(keys.compared(with: other, by: ["employee_id", "badge"]) == .same(rank: 0))
  }

  @Test(arguments: [
    // compared, others, leaving, renamed, stops
    (8, 0, 0, 0, false), (8, 2, 2, 0, false), (8, 3, 3, 0, true), (300, 300, 300, 0, true),
    (10_000, 300, 300, 0, true), (10_000, 200, 200, 0, false), (10_000, 3, 3, 0, false),
    // A swap, a chain of four with a free name at its end, a circle of three among eight.
    (8, 2, 0, 0, false), (4, 3, 0, 1, false), (8, 3, 0, 0, false),
    // Numbers given again from the beginning, with a rename among them.
    (300, 300, 0, 0, true), (300, 299, 1, 5, true), (8, 8, 0, 1, true),
  ])
  func manyKeysThatChangeAtOnceStop(
    _ row: (compared: Int, others: Int, leaving: Int, renamed: Int, stops: Bool)
  ) {
    var changes = KeyChanges()
    changes.compared = row.compared
    changes.others = row.others
    changes.leaving = row.leaving
    changes.renamed = row.renamed
    #expect(changes.stops == row.stops)
  }

  @Test func twoPeopleOfOneUsernameAreToldApartInWords() {
    let john = DirectoryUser(
      username: "jsmith", attributes: ["firstname": "John", "lastname": "Smith"])
    let jane = DirectoryUser(username: "jsmith", attributes: ["email": "jane@x.example"])
    let words = PersonWords.another(
      "jsmith", was: PersonWords.name(john, PersonKeys(["external_id": "E1"])),
      now: PersonWords.name(jane, PersonKeys(["employee_id": "7"])))
    #expect(words == "jsmith was John Smith, E1; this is jane@x.example, 7")
    #expect(PersonWords.name(DirectoryUser(username: "ann"), PersonKeys()) == "ann")
  }
}
