import Engine
import Provisioning
import Testing

/// What every store owes to references from account to account.
@Suite struct ReferenceContractTests {
  @Test(arguments: StoreFactory.all)
  func referencesAreKeptBothWays(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let app = try session.makeApp()
      let other = try session.makeApp("other")
      let users = try session.makeUsers("ann", "bob", "cem")
      try session.references.setReferences(app, of: users[0], to: [users[2], users[1]])
      try session.references.setReferences(app, of: users[1], to: [users[2]])
      try session.references.setReferences(other, of: users[1], to: [users[0]])
      #expect(try session.references.references(app, of: users[0]) == [users[1], users[2]])
      #expect(
        try session.references.referrers(app, to: users[2], after: 0, limit: 9) == [
          users[0], users[1],
        ])
      #expect(
        try session.references.referrers(app, to: users[2], after: users[0], limit: 9) == [users[1]]
      )
      #expect(try session.references.referrers(app, to: users[2], after: 0, limit: 1) == [users[0]])
      try session.references.setReferences(app, of: users[0], to: [])
      #expect(try session.references.references(app, of: users[0]).isEmpty)
      try session.apps.delete(app)
      #expect(try session.references.references(app, of: users[1]).isEmpty)
      #expect(try session.references.references(other, of: users[1]) == [users[0]])
    }
  }

  @Test(arguments: StoreFactory.all)
  func usersAreFoundByTheirAddress(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      let ids = try ["ann", "bob", "cem"].map { name in
        try session.directory.save(
          DirectoryUser(username: name, attributes: ["email": "S@x.example"])
        ).id
      }
      try session.directory.deleteUser(ids[0])
      #expect(try session.directory.users(email: "s@X.example", limit: 9) == Array(ids[1...]))
      #expect(try session.directory.users(email: "s@x.example", limit: 1) == [ids[1]])
      #expect(try session.directory.users(email: "nobody", limit: 9).isEmpty)
    }
  }
}
