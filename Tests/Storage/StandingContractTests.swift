import Engine
import Provisioning
import Testing

/// How the users of a file stand in the directory, looked up together.
@Suite struct StandingContractTests {
  private static func person(
    _ name: String, _ key: String = "", _ title: String = "T"
  ) -> IdentifiedUser {
    let user = DirectoryUser(
      username: name, attributes: ["external_id": key, "title": title].filter { $0.value != "" })
    return IdentifiedUser(user, PersonKeys(["external_id": key]))
  }

  @Test(arguments: StoreFactory.all)
  func eachStandsAsLookedUpAlone(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      try session.directory.startNaming()
      let ids = try session.people.add([
        Self.person("ann", "E1"), Self.person("bob"), Self.person("cem", "E3"),
        Self.person("dan", "E4"), Self.person("eve", "E\u{C9}"),
      ])
      try session.directory.deleteUser(ids[2])
      try session.directory.name([(user: ids[3], line: 7)])
      let rows: [(IdentifiedUser, PersonStanding)] = [
        (Self.person("ann", "E1"), .same(ids[0])),
        (Self.person("eve", "EE\u{301}"), .same(ids[4])),
        (Self.person("bob"), .same(ids[1])),
        // Another title, spelling, key, or none; a key of somebody else.
        (Self.person("ann", "E1", "U"), .other), (Self.person("ANN", "E1"), .other),
        (Self.person("ann", "E9"), .other), (Self.person("ann"), .other),
        (Self.person("zoe", "E1"), .other),
        // Who left, and who was named.
        (Self.person("cem", "E3"), .other), (Self.person("zed", "E3"), .other),
        (Self.person("dan", "E4"), .other),
        (Self.person("zoe", "E2"), .nobody), (Self.person("zed"), .nobody),
        (Self.person("zed", "e1"), .nobody),
      ]
      for (person, expected) in rows {
        #expect(try session.people.standing([person]) == [expected], "\(person)")
      }
      let together = rows.map(\.0)
      let some = try session.people.standing([together[0], together[11], together[7], together[2]])
      #expect(some == [.same(ids[0]), .nobody, .other, .same(ids[1])])
      #expect(try session.people.standing([]).isEmpty)
    }
  }
}
