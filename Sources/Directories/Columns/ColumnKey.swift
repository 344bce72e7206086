import Text
import Provisioning

/// What a column of a file fills.
enum ColumnKey: Hashable {
  case username
  case status(StatusSense)
  case roles
  case attribute(String)

  /// The key of a name of usher's own; every other name is an attribute of its own, as written.
  init(named name: String) {
    self = Self.own[ColumnName.folded(name)] ?? .attribute(name)
  }

  /// The key of an attribute as an admin names it.
  init(mappedTo name: String) {
    self =
      ColumnName.areSame(name, UserStatus.suspended.rawValue)
      ? .status(.inactive) : ColumnKey(named: name)
  }

  /// Whether a name is one of usher's own.
  static func isOwn(_ name: String) -> Bool { own[ColumnName.folded(name)] != nil }

  /// usher's own names.
  static let ownNames = ["username", "status", "roles"] + DirectoryUser.knownAttributes

  private static let own: [String: ColumnKey] = {
    var keys: [String: ColumnKey] = [
      "username": .username, "status": .status(.active), "roles": .roles,
    ]
    for name in DirectoryUser.knownAttributes {
      keys[ColumnName.folded(name)] = .attribute(name)
    }
    return keys
  }()

  /// The attribute's name.
  var name: String {
    switch self {
    case .username: "username"
    case .status: "status"
    case .roles: "roles"
    case .attribute(let name): name
    }
  }

  /// What two columns may not share.
  var identity: String { ColumnName.folded(name) }
}
