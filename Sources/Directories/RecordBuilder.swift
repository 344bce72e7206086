import Text
import Provisioning

/// Makes records of the keys and values of a file, whatever its format.
struct RecordBuilder {
  private var seen = SeenNames()
  /// How many values had white space at an end.
  private(set) var trimmedValues = 0

  /// A value without what cannot be seen at its ends, counted where something went.
  mutating func value(_ text: String) -> String {
    let value = trimmed(text)
    if value.utf8.count != text.utf8.count { trimmedValues += 1 }
    return value
  }

  /// Puts a trimmed value where its column says; `nil`, or what is wrong with it.
  mutating func put(_ value: String, as key: ColumnKey, line: Int, _ user: inout DirectoryUser)
    -> String?
  {
    switch key {
    case .username: return name(value, line: line, &user)
    case .status(let sense):
      switch StatusWords.read(value, as: sense) {
      case .right(let status): user.status = status
      case .wrong(let reason): return reason
      }
    case .roles: user.roles = Self.roles(separated: value)
    case .attribute(let name):
      if let reason = Self.problem(name, value) { return reason }
      if !value.isEmpty { user.attributes[name] = value }
    }
    return nil
  }

  /// Checks a username and notes it.
  mutating func name(_ name: String, line: Int, _ user: inout DirectoryUser) -> String? {
    if name.isEmpty { return "the username is empty; every user needs one" }
    if let before = seen.insert(name, line: line) {
      return "the username \(name.quotedForPeople) is also on line \(before); "
        + "usernames are unique ignoring case"
    }
    user.username = name
    return nil
  }

  /// What is wrong with the value of an attribute: a date is one of ISO 8601, since others can be read
  /// in two ways.
  static func problem(_ attribute: String, _ text: String) -> String? {
    guard DirectoryDate.attributes.contains(attribute) else { return nil }
    return DirectoryDate.problem(attribute, text)
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
