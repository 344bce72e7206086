import Provisioning

/// Makes records of the keys and values of a file, whatever its format.
struct RecordBuilder {
  /// What a key of a file means.
  enum Key: Hashable {
    case username
    case status
    case roles
    case attribute(String)

    /// The key of a name: the known ones are found ignoring case, all others are custom attributes
    /// and stay as written.
    init(_ name: String) {
      let folded = name.lowercased()
      switch folded {
      case "username": self = .username
      case "status": self = .status
      case "roles": self = .roles
      default:
        self = .attribute(DirectoryUser.knownAttributes.contains(folded) ? folded : name)
      }
    }
  }

  private var seen = SeenNames()

  /// What a record with these keys speaks of.
  static func mentioned(_ keys: [Key]) -> DirectoryEntry.Mentioned {
    var names: Set<String> = []
    for case .attribute(let name) in keys { names.insert(name) }
    return DirectoryEntry.Mentioned(
      attributes: .only(names), status: keys.contains(.status), roles: keys.contains(.roles))
  }

  /// Checks a username and notes it; space around it is no part of it.
  mutating func username(_ text: String?, line: Int) -> Checked<String> {
    guard let name = text.map(trimmed), !name.isEmpty else {
      return .wrong("the username is empty; every user needs one")
    }
    if let before = seen.insert(name, line: line) {
      return .wrong(
        "the username \(name.quotedForPeople) stands in line \(before) too; "
          + "usernames are unique ignoring case")
    }
    return .right(name)
  }

  /// Reads a status; an empty one is active.
  static func status(_ text: String) -> Checked<UserStatus> {
    let name = trimmed(text).lowercased()
    if name.isEmpty { return .right(.active) }
    if let status = UserStatus(rawValue: name) { return .right(status) }
    return .wrong("\(text.quotedForPeople) is no status; write `active` or `suspended`")
  }

  /// What is wrong with the value of an attribute: a date is one of ISO 8601, since others can be read
  /// in two ways.
  static func problem(_ attribute: String, _ text: String) -> String? {
    guard DirectoryDate.attributes.contains(attribute) else { return nil }
    return DirectoryDate.problem(attribute, trimmed(text))
  }

  /// The roles of a text in which `;` separates them.
  static func roles(separated text: String) -> [String] {
    roles(text.utf8.split(separator: UInt8(ascii: ";")).map { String(Substring($0)) })
  }

  /// Roles trimmed, without empty ones, without repeats (ignoring case), sorted.
  static func roles(_ names: [String]) -> [String] {
    if names.count < 2 { return names.map(trimmed).filter { !$0.isEmpty } }
    var seen: Set<String> = []
    let roles = names.map(trimmed).filter { !$0.isEmpty && seen.insert($0.lowercased()).inserted }
    return roles.sorted()
  }
}

/// A value, or what is wrong with it.
enum Checked<Value> {
  case right(Value)
  case wrong(String)
}

/// A text without the spaces and line ends around it.
func trimmed(_ text: String) -> String {
  let bytes = text.utf8
  guard let first = bytes.first, let last = bytes.last else { return text }
  // Most values need no work.
  if first > 0x20, first < 0x80, last > 0x20, last < 0x80 { return text }
  var rest = text[...].drop(while: \.isWhitespace)
  while rest.last?.isWhitespace == true { rest.removeLast() }
  return String(rest)
}
