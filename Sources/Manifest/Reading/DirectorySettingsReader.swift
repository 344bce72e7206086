import Text
import Foundation
import Provisioning
import Yams

/// Reads what a file says of the directory as a whole.
struct DirectorySettingsReader {
  let nodes: NodeReader

  /// The keys of the file that belong to the directory.
  static let keys = ["columns", "identity", "time_zone"]

  /// What the file says of the directory as a whole.
  func settings(_ fields: NodeReader.Fields) -> DirectorySettings.Change {
    var change = DirectorySettings.Change()
    if let node = fields["columns"] { change.columns = columns(node) }
    if let node = fields["identity"] { change.identity = identity(node) }
    if let node = fields["time_zone"] { change.timeZone = .some(timeZone(node)) }
    return change
  }

  private func columns(_ node: Node) -> [String: String] {
    guard !NodeReader.isNull(node), let entries = nodes.entries(node, of: "`columns`") else {
      return [:]
    }
    var seen: [String: Int] = [:]
    var columns: [String: String] = [:]
    for entry in entries {
      let what = "the attribute of column \(entry.name.quotedForPeople)"
      let folded = ColumnName.folded(entry.name)
      if let line = seen.updateValue(entry.key.mark?.line ?? 1, forKey: folded) {
        nodes.fail(
          entry.key,
          "\(entry.name.quotedForPeople) repeats the column of line \(line); keep one of the two")
      }
      if NodeReader.isNull(entry.value) {
        columns[entry.name] = ""
      } else if let name = nodes.text(entry.value, of: what, mayBeEmpty: true) {
        columns[entry.name] = name
      }
    }
    return columns
  }

  private func identity(_ node: Node) -> [String] {
    let names = nodes.texts(node, of: "`identity`", allowsNull: false)
    for (element, name) in zip(node.sequence ?? [], names)
    where ["username", "status", "roles"].contains(ColumnName.folded(name)) {
      nodes.fail(
        element,
        "\(name.quotedForPeople) cannot be a person's stable key; name attributes that never "
          + "change, such as `external_id` or `employee_id`")
    }
    return names
  }

  private func timeZone(_ node: Node) -> String? {
    if NodeReader.isNull(node) { return nil }
    guard let name = nodes.text(node, of: "`time_zone`") else { return nil }
    if TimeZone(identifier: name) != nil { return name }
    nodes.fail(
      node,
      "\(name.quotedForPeople) is not a time zone; write its IANA name, such as `Europe/Berlin`")
    return nil
  }
}
