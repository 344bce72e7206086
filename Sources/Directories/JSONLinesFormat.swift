import Text
import Provisioning
import SCIM

/// Reads a directory from JSON Lines: one object a user, with the keys of the CSV header.
struct JSONLinesFormat: DirectoryFormat {
  /// The longest line, in bytes.
  private static let lineLimit = 16_000_000

  /// How many sets of keys are kept.
  private static let planLimit = 1000

  private let options: ReadingOptions
  private var builder = RecordBuilder()
  private var plans: [[String]: ColumnPlan] = [:]
  /// The keys that somebody named for this file and that did not come yet.
  private var unseen: [String]
  private var found = ReadingReport()
  private var passedOver = 0
  private var bytes: [UInt8] = []
  private var line = 0
  private var isAtStart = true
  private(set) var problems = ProblemList()

  init(_ options: ReadingOptions) {
    self.options = options
    unseen = options.columns.ofFile.keys.sorted()
  }

  var report: ReadingReport {
    var report = found
    report.trimmed = builder.trimmedValues
    report.passedOver = passedOver
    return report
  }

  mutating func next(_ input: inout ByteInput) throws(DirectoryFileError) -> DirectoryRecord? {
    if isAtStart, let problem = try input.start() {
      problems.add(FileProblem(reason: problem))
      isAtStart = false
      return nil
    }
    while try readLine(&input) {
      if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { continue }
      defer { isAtStart = false }
      if isAtStart, let problem = wrongFormat() {
        problems.add(problem)
        return nil
      }
      if let record = record() { return record }
    }
    if isAtStart {
      problems.add(FileProblem(reason: "the file is empty; it must contain one JSON object a line"))
      isAtStart = false
    }
    for name in unseen {
      problems.add(
        FileProblem(reason: "there is no key \(name.quotedForPeople), which --column names"))
    }
    unseen = []
    return nil
  }

  private mutating func readLine(_ input: inout ByteInput) throws(DirectoryFileError) -> Bool {
    bytes.removeAll(keepingCapacity: true)
    guard try input.fill() else { return false }
    line += 1
    while try input.fill() {
      input.take(into: &bytes, limit: Self.lineLimit) { $0 == 0x0A }
      if input.position < input.buffer.count {
        input.position += 1
        break
      }
    }
    return true
  }

  /// Whether the first line begins a single JSON document instead.
  private func wrongFormat() -> FileProblem? {
    guard let first = bytes.first(where: { $0 > 0x20 }), first == UInt8(ascii: "[") else {
      return nil
    }
    return FileProblem(
      line: line, column: 1,
      reason:
        "the file is a JSON array; JSON Lines has one object a line, without brackets around them")
  }

  private mutating func record() -> DirectoryRecord? {
    guard bytes.count <= Self.lineLimit else {
      add("the line is longer than 16 MB")
      return nil
    }
    guard String(validating: bytes, as: UTF8.self) != nil else {
      add("the line is not UTF-8; save the file as UTF-8")
      return nil
    }
    do {
      let value = try JSONValue(parsing: bytes, maximumDepth: 8)
      guard let object = value.object else {
        add("the line is not an object; write one `{…}` a line")
        return nil
      }
      return record(object)
    } catch {
      let before = String(decoding: bytes.prefix(error.offset), as: UTF8.self)
      add("the line is not JSON: \(error.reason)", column: before.count + 1)
      return nil
    }
  }

  private mutating func record(_ object: JSONObject) -> DirectoryRecord? {
    let before = problems.count
    if object.members.allSatisfy({ Self.holdsNothing($0.value) }) {
      passedOver += 1
      return nil
    }
    let plan = plan(for: object.members.map { trimmed($0.name) })
    for fault in plan.faults { add(fault.reason) }
    guard plan.faults.isEmpty else { return nil }
    var user = DirectoryUser(username: "")
    for (member, keys) in zip(object.members, plan.keys) where !keys.isEmpty {
      if trimmed(member.name).isEmpty { add("a key is empty; name it") }
      if keys == [.roles] {
        user.roles = roles(member.value)
      } else if let text = text(member.value, of: trimmed(member.name)) {
        let value = builder.value(text)
        for key in keys {
          if let reason = builder.put(value, as: key, line: line, &user) { add(reason) }
        }
      }
    }
    if !plan.hasUsername, let reason = builder.name("", line: line, &user) { add(reason) }
    guard problems.count == before else { return nil }
    let entry = DirectoryEntry(user, mentioned: plan.mentioned)
    return DirectoryRecord(line: line, entry: entry)
  }

  /// What the keys of a record are. Most records of a file have the same ones.
  private mutating func plan(for names: [String]) -> ColumnPlan {
    if let plan = plans[names] { return plan }
    // The first records show what is misspelt; a file whose every line has other keys must end too.
    let isEarly = line <= Self.planLimit
    let plan = ColumnPlan(names, options.columns, noun: "key", nearLimit: isEarly ? 200 : 0)
    if plans.count == Self.planLimit { plans = [:] }
    plans[names] = plan
    found.add(plan.notes)
    for name in names { unseen.removeAll { ColumnName.areSame($0, name) } }
    return plan
  }

  private static func holdsNothing(_ value: JSONValue) -> Bool {
    switch value {
    case .null: true
    case .string(let text): trimmed(text).isEmpty
    case .array(let elements): elements.isEmpty
    case .object, .integer, .number, .bool: false
    }
  }

  private mutating func roles(_ value: JSONValue) -> [String] {
    if let elements = value.array {
      let names = elements.compactMap { text($0, of: "roles") }
      return RecordBuilder.roles(names.map { builder.value($0) })
    }
    return text(value, of: "roles").map {
      RecordBuilder.roles(separated: builder.value($0))
    } ?? []
  }

  /// A scalar as text, null as no text; notes what cannot be one.
  private mutating func text(_ value: JSONValue, of name: String) -> String? {
    switch value {
    case .null: return ""
    case .number(let number) where number.magnitude >= 0x1p53:
      add("the number of \(name.quotedForPeople) has too many digits; put it in quotes")
    case .string, .integer, .number, .bool:
      let text = value.scalarText ?? ""
      if text.utf8.count > CSVRow.fieldLimit {
        add("the value of \(name.quotedForPeople) is longer than 1 MB")
      } else if text.utf8.contains(0) {
        add("the value of \(name.quotedForPeople) contains a NUL character; remove it")
      } else {
        return text
      }
    case .array:
      add(
        "the value of \(name.quotedForPeople) is a list; only `roles` can be one, of texts: "
          + "write one text")
    case .object:
      add(
        "the value of \(name.quotedForPeople) is an object; write its members as keys of their own")
    }
    return nil
  }

  private mutating func add(_ reason: String, column: Int = 1) {
    problems.add(FileProblem(line: line, column: column, reason: reason))
  }
}
