import Text
import Engine
import Foundation
import Provisioning
import SCIM
import Storage
import Testing

/// A transaction writes all or nothing; a part of it can be undone alone; any number of processes
/// write to one store.
@Suite struct TransactionTests {
  private struct Broken: Error, Equatable {}

  @Test(arguments: StoreFactory.all)
  func aWriteThatFailsChangesNothing(_ factory: StoreFactory) throws {
    let store = try factory.make()
    #expect(throws: Broken()) {
      try store.write { session in
        _ = try session.makeUsers("ann")
        throw Broken()
      }
    }
    #expect(try store.read { try $0.directory.userCount() } == 0)
    try store.write { _ = try $0.makeUsers("bob") }
    #expect(try store.read { try $0.directory.userCount() } == 1)
  }

  @Test(arguments: StoreFactory.all)
  func aPartIsUndoneAlone(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      _ = try session.makeUsers("ann")
      let undone: Int? = try session.nested {
        _ = try session.makeUsers("bob")
        return nil
      }
      #expect(undone == nil)
      #expect(throws: Broken()) {
        try session.nested { () -> Int? in
          _ = try session.makeUsers("cem")
          throw Broken()
        }
      }
      let kept: Int? = try session.nested {
        _ = try session.makeUsers("dan")
        let inner: Int? = try session.nested {
          _ = try session.makeUsers("eve")
          return nil
        }
        #expect(inner == nil)
        return 1
      }
      #expect(kept == 1)
    }
    let names = try store.read {
      try $0.directory.users(after: 0, search: "", role: nil, limit: 9).map(\.user.username)
    }
    #expect(names == ["ann", "dan"])
  }

  /// What a transaction remembers of the rows that every task asks for is what stands in them.
  @Test(arguments: StoreFactory.all)
  func whatIsRememberedIsWhatIsStored(_ factory: StoreFactory) throws {
    let store = try factory.make()
    let id = try store.write { try $0.makeApp() }
    struct Seen: Equatable {
      var isConnected: Bool?
      var setting: String?
      var findings: [String]
      var entries: Int64
    }
    let evidence = AttributeFinding.Evidence(
      account: "1", name: "ann", sent: "a", shown: nil, at: 1)
    func seen(_ session: any StoreSession) throws -> Seen {
      Seen(
        isConnected: try session.apps.app(id)?.isConnected, setting: try session.settings.text("x"),
        findings: try session.findings.all(id).map(\.path), entries: try session.audit.head().seq)
    }
    func change(_ session: any StoreSession) throws {
      guard var app = try session.apps.app(id) else {
        Issue.record("the app is gone")
        return
      }
      app.isConnected.toggle()
      try session.apps.save(app)
      try session.settings.set("x", to: "1")
      try session.findings.save(AttributeFinding(path: "title", evidence: [evidence]), of: id)
      try session.audit.add(at: 1, .policy, "a", "b", .object(JSONObject()))
    }
    try store.write { session in
      let before = try seen(session)
      for fails in [false, true] {
        do {
          let undone: Int? = try session.nested {
            try change(session)
            #expect(try seen(session) != before)
            if fails { throw Broken() }
            return nil
          }
          #expect(undone == nil)
        } catch is Broken {}
        #expect(try seen(session) == before)
      }
      try change(session)
      let after = try seen(session)
      #expect(after == Seen(isConnected: true, setting: "1", findings: ["title"], entries: 1))
      try session.findings.forgetFinding(id, path: "title")
      #expect(try seen(session).findings.isEmpty)
      try session.apps.delete(id)
      #expect(try session.apps.app(id) == nil)
    }
  }

  @Test func onlyItsOwnerReadsTheFile() throws {
    let store = try FileStore()
    try store.write { _ = try $0.makeUsers("ann") }
    for name in try FileManager.default.contentsOfDirectory(atPath: store.folder) {
      let attributes = try FileManager.default.attributesOfItem(
        atPath: store.folder + "/" + name)
      #expect(attributes[.posixPermissions] as? Int == 0o600, "\(name)")
    }
  }

  @Test func theVersionTellsOfOthersWrites() throws {
    let store = try FileStore()
    let other = try store.again()
    let before = try store.version()
    #expect(try store.version() == before)
    try other.write { _ = try $0.makeUsers("ann") }
    #expect(try store.version() != before)
  }

  @Test func theVersionIsTheSameWhileOthersRead() throws {
    let store = try FileStore()
    let other = try store.again()
    _ = try store.version()
    try other.write { _ = try $0.makeUsers("ann") }
    let version = try store.version()
    let (isReading, isOver) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
    DispatchQueue.global().async {
      try? store.read { _ in
        isReading.signal()
        isOver.wait()
      }
    }
    isReading.wait()
    defer { isOver.signal() }
    #expect(try store.version() == version)
  }

  @Test func whatIsNoStoreIsLeftAlone() throws {
    let store = try FileStore()
    let path = store.folder + "/notes.txt"
    let notes = Data(String(repeating: "dear diary ", count: 200).utf8)
    try notes.write(to: URL(fileURLWithPath: path))
    let error = #expect(throws: StoreError.self) { try SQLiteStore(path: path) }
    #expect(error?.sentence.contains("no usher store") == true)
    #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == notes)
    let missing = #expect(throws: StoreError.self) {
      try SQLiteStore(path: store.folder + "/none/store.sqlite")
    }
    #expect(missing?.sentence.contains("cannot be opened") == true)
  }
}
