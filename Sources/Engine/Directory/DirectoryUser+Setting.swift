import Text
public import Provisioning

extension DirectoryUser {
  /// Sets what a key of the command line or the console names: `roles` and `status`, or an attribute.
  public mutating func set(_ key: String, _ value: String) throws(EngineError) {
    switch key.lowercased() {
    case "username":
      guard !value.isEmpty else { throw .invalid("a user needs a username") }
      username = value
    case "status":
      guard let status = UserStatus(rawValue: value.lowercased()) else {
        throw .invalid("status is active or suspended, not '\(value)'")
      }
      self.status = status
    case "roles":
      roles = value.split(separator: ";").map { String($0).trimmed }.filter { !$0.isEmpty }
        .reduce(into: []) { all, role in
          if !all.contains(where: { $0.lowercased() == role.lowercased() }) { all.append(role) }
        }.sorted()
    case let name:
      let known = Self.knownAttributes.first { ColumnName.areSame($0, key) }
      let key =
        known ?? attributes.keys.first { $0.lowercased() == name } ?? key
      attributes[key] = value.isEmpty ? nil : value
    }
  }
}
