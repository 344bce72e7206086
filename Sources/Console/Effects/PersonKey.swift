public import Provisioning

/// Who of the directory is meant.
public enum PersonKey: Sendable, Hashable {
  /// Whoever has this username.
  case name(String)
  /// The user of this key, whatever an app calls the account.
  case id(UserID)

  /// Whether it is this user.
  func means(_ user: DirectoryUser) -> Bool {
    switch self {
    case .name(let name): name.lowercased() == user.username.lowercased()
    case .id(let id): id == user.id
    }
  }
}
