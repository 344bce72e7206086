import Text
import Engine
import Provisioning
import SCIM
import Testing

/// What every store owes to the audit log.
@Suite struct AuditContractTests {
  private func log(_ session: any StoreSession, _ count: Int) throws {
    for number in 1...count {
      try session.audit.add(
        at: Double(number), Actor(name: "kim", origin: "desk"), "action.\(number)",
        "Ünit \(number)",
        ["n": .integer(Int64(number)), "text": "\u{1F600}\"\n"])
    }
  }

  @Test(arguments: StoreFactory.all)
  func entriesAreChainedAndReadBothWays(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      #expect(try session.audit.head() == (0, ""))
      try log(session, 5)
      let entries = try session.audit.entries(after: 0, limit: 9)
      #expect(entries.map(\.seq) == [1, 2, 3, 4, 5])
      #expect(entries.map(\.previousHash) == [""] + entries.dropLast().map(\.hash))
      #expect(entries.allSatisfy { $0.hash == $0.computedHash })
      #expect(entries[2].detail["text"] == "\u{1F600}\"\n" && entries[2].at == 3)
      #expect(try session.audit.entries(before: nil, limit: 2).map(\.seq) == [5, 4])
      #expect(try session.audit.entries(before: 4, limit: 2).map(\.seq) == [3, 2])
      #expect(try session.audit.entries(after: 3, limit: 1).map(\.seq) == [4])
      #expect(try session.audit.head() == (5, entries[4].hash))
    }
  }

  @Test(arguments: StoreFactory.all)
  func entriesAreSearched(_ factory: StoreFactory) throws {
    let store = try factory.make()
    try store.write { session in
      try log(session, 12)
      #expect(try session.audit.count(search: "ACTION.1", upTo: 99) == 4)
      #expect(try session.audit.count(search: "", upTo: 5) == 5)
      #expect(
        try session.audit.entries(search: "action.1", before: nil, limit: 2).map(\.seq) == [12, 11])
      #expect(
        try session.audit.entries(search: "action.1", after: 1, limit: 2).map(\.seq) == [10, 11])
      #expect(try session.audit.entries(search: "%", before: nil, limit: 2).isEmpty)
    }
  }
}
