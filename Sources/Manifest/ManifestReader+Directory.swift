import Text
import Foundation
import Provisioning
import Yams

extension ManifestReader {
  /// The keys of the file that belong to the directory.
  static let directoryKeys = ["columns", "identity", "time_zone"]

  /// What the file says of the directory as a whole.
  mutating func directory(_ fields: Fields) -> DirectorySettings.Change {
    var change = DirectorySettings.Change()
    if let node = fields["columns"] { change.columns = columns(node) }
    if let node = fields["identity"] { change.identity = identity(node) }
    if let node = fields["time_zone"] { change.timeZone = .some(timeZone(node)) }
    return change
  }

  private mutating func columns(_ node: Node) -> [String: String] {
    guard !Self.isNull(node), let entries = entries(node, of: "`columns`") else { return [:] }
    var seen: [String: Int] = [:]
    var columns: [String: String] = [:]
    for entry in entries {
      let what = "the attribute of column \(entry.name.quotedForPeople)"
      let folded = ColumnName.folded(entry.name)
      if let line = seen.updateValue(entry.key.mark?.line ?? 1, forKey: folded) {
        fail(
          entry.key,
          "\(entry.name.quotedForPeople) repeats the column of line \(line); keep one of the two")
      }
      if Self.isNull(entry.value) {
        columns[entry.name] = ""
      } else if let name = text(entry.value, of: what, mayBeEmpty: true) {
        columns[entry.name] = name
      }
    }
    return columns
  }

  private mutating func identity(_ node: Node) -> [String] {
    let names = texts(node, of: "`identity`", allowsNull: false)
    for (element, name) in zip(node.sequence ?? [], names)
    where ["username", "status", "roles"].contains(ColumnName.folded(name)) {
      fail(
        element,
        "\(name.quotedForPeople) cannot be a person's stable key; name attributes that never "
          + "change, such as `external_id` or `employee_id`")
    }
    return names
  }

  private mutating func timeZone(_ node: Node) -> String? {
    if Self.isNull(node) { return nil }
    guard let name = text(node, of: "`time_zone`") else { return nil }
    if TimeZone(identifier: name) != nil { return name }
    fail(
      node,
      "\(name.quotedForPeople) is not a time zone; write its IANA name, such as `Europe/Berlin`")
    return nil
  }
}
