import Text
import Engine
import Foundation
import Provisioning
import SCIM
import Storage
import Testing

/// The store as its keeper sees it, and what becomes of it under a process that has it open.
@Suite struct StoreCareTests {
  private func path(_ store: FileStore) -> String { store.folder + "/store.sqlite" }

  @Test func aStoreThatIsUsedIsWhole() throws {
    let store = try FileStore()
    try store.write { session in
      let app = try session.makeApp()
      let user = try session.makeUsers("ann")[0]
      let task = try session.makeTask(app, .create, "ann", .pending, user: user)
      try session.move(task, to: .approved)
      try session.audit.add(at: 1, Actor(name: "kim", origin: "desk"), "x", "y", .null)
    }
    let findings = try SQLiteStore(reading: path(store)).findings()
    #expect(
      findings.map(\.part) == [.file, .schema, .pages, .references, .records, .counts])
    #expect(findings.flatMap(\.problems) == [])
  }

  @Test func whoOnlyReadsCannotWrite() throws {
    let store = try FileStore()
    let reader = try SQLiteStore(reading: path(store))
    let error = #expect(throws: StoreError.self) {
      try reader.write { _ = try $0.makeUsers("ann") }
    }
    #expect(error?.sentence.contains("read-only") == true)
    try store.write { _ = try $0.makeUsers("bob") }
    #expect(try reader.read { try $0.directory.userCount() } == 1)
  }

  @Test func aStoreThatIsNotThereIsNotMadeForReading() throws {
    let store = try FileStore()
    let missing = store.folder + "/none.sqlite"
    #expect(throws: StoreError.self) { try SQLiteStore(reading: missing) }
    #expect(!FileManager.default.fileExists(atPath: missing))
  }

  @Test(arguments: ["taken away", "replaced"])
  func aStoreThatGoesAwayIsNotWrittenOn(_ fate: String) throws {
    let store = try FileStore()
    try store.write { _ = try $0.makeUsers("ann") }
    let aside = store.folder + "/aside"
    try FileManager.default.moveItem(atPath: path(store), toPath: aside)
    if fate == "replaced" {
      _ = FileManager.default.createFile(atPath: path(store), contents: Data())
    }
    for body in [{ _ = try store.write { try $0.makeUsers("bob") } }, { _ = try store.version() }]
      as [() throws -> Void]
    {
      let error = #expect(throws: StoreError.self) { try body() }
      #expect(error?.sentence.contains("is gone") == true)
      #expect(error?.isPassing == false)
    }
    rename(aside, path(store))
    try store.write { _ = try $0.makeUsers("bob") }
    #expect(try store.read { try $0.directory.userCount() } == 2)
  }

  @Test func aCopyIsOneStateWhileOthersWrite() async throws {
    let store = try FileStore()
    try store.write { session in for n in 1...200 { _ = try session.makeUsers("u\(n)") } }
    let writer = try store.again()
    let ending = Task {
      var n = 0
      while !Task.isCancelled {
        n += 1
        // Two at a time: a copy that has an odd number is none.
        try writer.write { _ = try $0.makeUsers("a\(n)", "b\(n)") }
      }
      return n
    }
    for number in 1...10 {
      try await Task.sleep(for: .milliseconds(20))
      let copy = store.folder + "/copy\(number)"
      let size = try SQLiteStore(reading: path(store)).backUp(to: copy, replaces: false)
      #expect(size > 4096)
      let read = try SQLiteStore(reading: copy)
      #expect(try read.read { try $0.directory.userCount() }.isMultiple(of: 2))
      #expect(try read.findings().flatMap(\.problems) == [])
    }
    ending.cancel()
    #expect(try await ending.value > 0)
  }
}
