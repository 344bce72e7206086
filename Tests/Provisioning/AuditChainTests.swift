import Text
import Provisioning
import SCIM
import Testing

/// The chain of the audit log: each field of each entry, the order, and the heads written elsewhere.
@Suite struct AuditChainTests {
  private let records: [AuditRecord] = {
    var records: [AuditRecord] = []
    for number in 1...5 {
      let entry = AuditEntry(
        seq: Int64(number), at: 1_767_225_600 + Double(number) / 3,
        actor: Actor(name: "kim", origin: "192.0.2.7, pts/1, desk"), action: "task.approve",
        subject: "Ünit \"\(number)\"", detail: ["filter": "dept:Sales", "matched": 3, "x": [:]],
        previousHash: records.last?.hash ?? "")
      records.append(entry.record)
    }
    return records
  }()

  private func broken(_ records: [AuditRecord], _ heads: [AuditHead] = []) -> Int64? {
    var chain = AuditChain(heads: heads)
    do throws(AuditChain.Broken) {
      for record in records { try chain.add(record) }
      try chain.end()
      return nil
    } catch {
      return error.seq
    }
  }

  /// A change of each field.
  private static let changes: [(String, @Sendable (inout AuditRecord) -> Void)] = [
    ("seq", { $0.seq += 1 }), ("at", { $0.at = $0.at.nextUp }), ("actor", { $0.actor = "Kim" }),
    ("origin", { $0.origin += " " }), ("action", { $0.action = "task.ignore" }),
    ("subject", { $0.subject = "" }), ("detail", { $0.detail += " " }),
    ("detail's number", { $0.detail = $0.detail.replacing("3", with: "4") }),
    ("previous hash", { $0.previousHash = "" }),
    ("hash", { $0.hash = String($0.hash.reversed()) }),
    ("field borders", { ($0.actor, $0.origin) = ($0.actor + "1", String($0.origin.dropFirst())) }),
  ]

  @Test(arguments: changes.indices, 1..<5)
  func aChangeOfAnyFieldNamesTheEntry(_ change: Int, _ index: Int) {
    var records = records
    #expect(broken(records) == nil)
    Self.changes[change].1(&records[index])
    #expect(broken(records) == Int64(index + 1), "\(Self.changes[change].0)")
  }

  @Test func whatIsMissingOrMovedIsNamed() {
    for index in 0..<4 {
      var fewer = records
      fewer.remove(at: index)
      #expect(broken(fewer) == Int64(index + 1))
      var moved = records
      moved.swapAt(index, index + 1)
      #expect(broken(moved) == Int64(index + 1))
    }
    #expect(broken(records.dropLast()) == nil, "that is what heads are for")
  }

  @Test func aHeadWrittenElsewhereProvesWhatWasBefore() {
    let heads = records.map { AuditHead(entries: $0.seq, hash: $0.hash) }
    #expect(broken(records, heads) == nil)
    for left in 0..<5 {
      let cut = Array(records.prefix(left))
      #expect(broken(cut, [heads[4]]) == Int64(left + 1), "cut off by \(5 - left)")
    }
    #expect(broken([], [heads[1]]) == 1)
    // A log that was written anew holds in itself, and not against a head of the old one.
    var forged: [AuditRecord] = []
    for record in records {
      var record = record
      if record.seq == 3 { record.actor = "lou" }
      record.previousHash = forged.last?.hash ?? ""
      record.hash = record.computedHash
      forged.append(record)
    }
    #expect(broken(forged) == nil)
    #expect(broken(forged, [heads[1]]) == nil)
    #expect(broken(forged, [heads[2]]) == 3 && broken(forged, [heads[4], heads[0]]) == 5)
  }

  @Test(
    arguments: [
      ("7 \(String(repeating: "aB", count: 32))", 7), ("7:\(String(repeating: "0", count: 64))", 7),
      ("7", nil), ("0:\(String(repeating: "0", count: 64))", nil),
      ("7:\(String(repeating: "0", count: 63))", nil),
      ("x:\(String(repeating: "0", count: 64))", nil),
      ("7:\(String(repeating: "g", count: 64))", nil),
    ] as [(String, Int64?)])
  func headsAreRead(_ row: (text: String, entries: Int64?)) {
    #expect(AuditHead(row.text)?.entries == row.entries)
  }

  @Test func aLineIsTheRecordByteForByte() {
    for record in records {
      #expect(AuditRecord(line: record.line) == record)
      #expect(record.line.contains(#""detail":{"filter":"#))
      for line in [
        record.line + " ", " " + record.line, record.line.replacing("kim", with: "k\\u0069m"),
        record.line.replacing("{\"seq\"", with: "{\"x\":1,\"seq\""),
        record.line.replacing("dept", with: "dept\", \"y\":\""),
      ] { #expect(AuditRecord(line: line) == nil, "\(line)") }
    }
    var odd = records[0]
    for detail in ["{ }", "no json", "[1]", "\"{}\"", ""] {
      odd.detail = detail
      #expect(AuditRecord(line: odd.line) == odd)
    }
    odd.at = 2
    #expect(AuditRecord(line: odd.line) == odd)
  }

  @Test func anEntryIsChainedByEveryField() {
    func entry(
      seq: Int64 = 1, at: Double = 2, name: String = "n", origin: String = "o",
      action: String = "a", subject: String = "s", detail: JSONValue = ["x": 1],
      previous: String = "p"
    ) -> AuditEntry {
      AuditEntry(
        seq: seq, at: at, actor: Actor(name: name, origin: origin), action: action,
        subject: subject, detail: detail, previousHash: previous)
    }
    let entries = [
      entry(), entry(seq: 2), entry(at: 3), entry(name: "m"), entry(origin: ""),
      entry(action: "as"), entry(subject: "t"), entry(detail: ["x": 2]), entry(previous: ""),
      entry(name: "no", origin: ""),
    ]
    #expect(Set(entries.map(\.hash)).count == entries.count)
    #expect(entries.allSatisfy { $0.hash == $0.computedHash && $0.hash.count == 64 })
    var forged = entries[0]
    forged.subject = "else"
    #expect(forged.hash != forged.computedHash)
  }
}
