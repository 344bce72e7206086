import Engine
import Provisioning
import SCIM
import Testing

/// Whatever way a store takes to a text, it finds what holds it, and nothing else.
@Suite struct SearchContractTests {
  private static let texts = [
    "an", "ann", "ANN", "ann@x", "n@x.exa", "\"ann\"", "a*b", "50%", "b_b", "\\", "é", "Ünal",
    "漢字名",
    "two words", "wo wo", "' OR 1", "NEAR(a", "quota", "x", "zzz", "ann\u{0}", "🙂🙂🙂", "name:ann",
  ]
  private static let names = [
    "ann@x.example", "Ann \"ann\" B", "a*b*c", "50%off", "b_bb", "back\\slash\\", "José", "ünal",
    "漢字名前",
    "two words", "x' OR 1=1", "NEAR(a b)", "🙂🙂🙂", "bob", "annann", "name:ann",
  ]

  private func holds(_ text: String, _ search: String) -> Bool {
    // As SQLite compares: letters beyond ASCII with their case.
    func folded(_ text: String) -> [Unicode.Scalar] {
      text.unicodeScalars.map {
        $0.isASCII ? $0.properties.lowercaseMapping.unicodeScalars.first! : $0
      }
    }
    let (all, part) = (folded(text), folded(search))
    guard all.count >= part.count else { return false }
    return (0...(all.count - part.count)).contains {
      all[$0..<($0 + part.count)].elementsEqual(part)
    }
  }

  /// - Parameter count: with many tasks of a status the index is asked, with few the rows alone.
  @Test(arguments: StoreFactory.all, [16, 10_200])
  func tasksAreFoundByWhatTheyHold(_ factory: StoreFactory, _ count: Int) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      var held: [TaskID: String] = [:]
      for number in 0..<count {
        let name = Self.names[number % Self.names.count] + (number < 16 ? "" : " \(number)")
        held[try session.makeTask(app, .create, name, .pending)] = name
      }
      func check(_ when: String) throws {
        for text in Self.texts {
          let expected = held.filter { holds($0.value, text) }.map(\.key).sorted()
          for filter in [
            TaskFilter(app: app, search: text),
            TaskFilter(app: app, statuses: [.pending, .failed], search: text),
            TaskFilter(app: app, actions: [.create], search: text),
          ] {
            let found = try session.tasks.tasks(filter, before: nil, limit: 9_999).map(\.id)
            #expect(found == expected.reversed(), "\(when): \(text)")
            #expect(try session.tasks.taskCount(filter) == expected.count, "\(when): \(text)")
          }
        }
      }
      try check("at first")
      let second = try #require(held.keys.min()) + 1
      var task = try #require(try session.tasks.task(second))
      task.name = "renamed"
      task.error = TaskError(advice: "Quota of anneliese")
      try session.tasks.save(task)
      held[second] = "renamed Quota of anneliese"
      try check("renamed")
    }
  }

  @Test(arguments: StoreFactory.all)
  func usersAreFoundByNameAndAddress(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let user = DirectoryUser(
        username: "alovelace",
        attributes: ["email": "ada@x.example", "firstname": "Ada", "lastname": "Łovelace"])
      let id = try session.directory.save(user).id
      func found(_ search: String) throws -> Int {
        try session.directory.userCount(search: search, role: nil, upTo: 9)
      }
      for text in ["ALOVE", "ada@", "łove", "ada ł", "Ł"] {
        #expect(try found(text) == 1, "\(text)")
      }
      var renamed = user
      renamed.id = id
      renamed.username = "aking"
      renamed.attributes["lastname"] = "King"
      try session.directory.replace(renamed)
      #expect(try found("łove") == 0 && found("ada king") == 1 && found("aking") == 1)
      try session.directory.deleteUser(id)
      #expect(try found("aking") == 0)
    }
  }

  @Test(arguments: [("Tiny", 2), ("tiny", 2), ("Huge", 2_100), ("None", 0)])
  func departmentsAreFoundWhateverTheirSize(_ row: (value: String, count: Int)) throws {
    let store = try StoreFactory.all[0].make()
    try store.write { session in
      let app = try session.makeApp()
      for number in 0..<2_102 {
        let attributes = ["department": number % 1_051 == 7 ? "Tiny" : "Huge"]
        let user = try session.directory.save(
          DirectoryUser(username: "u\(number)", attributes: attributes))
        _ = try session.makeTask(app, .create, "u\(number)", .pending, user: user.id)
      }
      var filter = TaskFilter(app: app, statuses: [.pending])
      filter.attributes["department"] = row.value
      #expect(try session.tasks.taskCount(filter) == row.count)
      #expect(try session.tasks.tasks(filter, before: nil, limit: 9_999).count == row.count)
    }
  }
}
