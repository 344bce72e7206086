import Provisioning
import SCIM

/// Reads a directory from JSON Lines: one object a user, with the keys of the CSV header.
struct JSONLinesFormat: DirectoryFormat {
  /// The longest line, in bytes.
  private static let lineLimit = 16_000_000

  private var builder = RecordBuilder()
  private var bytes: [UInt8] = []
  private var line = 0
  private var isAtStart = true
  private(set) var problems = ProblemList()

  mutating func next(_ input: inout ByteInput) throws(DirectoryFileError) -> DirectoryRecord? {
    if isAtStart, let encoding = try input.skipByteOrderMark() {
      problems.add(FileProblem(reason: "the file is in \(encoding); save it in UTF-8"))
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
      problems.add(FileProblem(reason: "the file is empty; it must hold one JSON object a line"))
      isAtStart = false
    }
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
        "the file is a JSON array; JSON Lines holds one object a line, without brackets around")
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
    var user = DirectoryUser(username: "")
    var username: String?
    var keys: [RecordBuilder.Key] = []
    var seen: Set<String> = []
    for member in object.members {
      let name = trimmed(member.name)
      if name.isEmpty {
        add("a key is empty; name it")
        continue
      }
      guard seen.insert(name.lowercased()).inserted else {
        add("the key \(name.quotedForPeople) stands there twice; keep one of them")
        continue
      }
      let key = RecordBuilder.Key(name)
      keys.append(key)
      if key == .roles {
        user.roles = roles(member.value)
      } else if let text = text(member.value, of: name) {
        set(text, name, &user, &username)
      }
    }
    switch builder.username(username, line: line) {
    case .right(let name): user.username = name
    case .wrong(let reason): add(reason)
    }
    guard problems.count == before else { return nil }
    let entry = DirectoryEntry(user, mentioned: RecordBuilder.mentioned(keys))
    return DirectoryRecord(line: line, entry: entry)
  }

  private mutating func set(
    _ text: String, _ name: String, _ user: inout DirectoryUser, _ username: inout String?
  ) {
    switch RecordBuilder.Key(name) {
    case .username: username = text
    case .status:
      switch RecordBuilder.status(text) {
      case .right(let status): user.status = status
      case .wrong(let reason): add(reason)
      }
    case .roles: user.roles = RecordBuilder.roles(separated: text)
    case .attribute(let attribute):
      if let reason = RecordBuilder.problem(attribute, text) {
        add(reason)
      } else if !text.isEmpty {
        user.attributes[attribute] = text
      }
    }
  }

  private mutating func roles(_ value: JSONValue) -> [String] {
    if let elements = value.array {
      return RecordBuilder.roles(elements.compactMap { text($0, of: "roles") })
    }
    return text(value, of: "roles").map(RecordBuilder.roles(separated:)) ?? []
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
        add("the value of \(name.quotedForPeople) holds a NUL character; remove it")
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
