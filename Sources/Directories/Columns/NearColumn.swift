import Text
import Provisioning

/// The known column that an unknown column was most likely meant to be. It is never a username: who
/// somebody is, is not to be guessed.
struct NearColumn {
  /// The known name.
  let name: String
  /// The attribute that it is, as an admin says it.
  let attribute: String

  /// The known column near to a name; `nil` where none is.
  init?(_ header: String) {
    let name = ColumnName.folded(header)
    let limit = name.utf8.count < 9 ? 1 : 2
    guard (Self.shortest...Self.longest).contains(name.utf8.count),
      nearestName(to: name, in: ["username"], within: limit) == nil,
      let near = nearestName(to: name, in: Self.names, within: limit),
      let column = Self.known[near]
    else { return nil }
    // "Manager ID" is no manager; "emails" may be an email.
    let isLonger = name.hasPrefix(near) && near.utf8.count + 1 < name.utf8.count
    if isLonger || near.hasPrefix(name) && name.utf8.count + 1 < near.utf8.count { return nil }
    self = column
  }

  private init(name: String, attribute: String) {
    self.name = name
    self.attribute = attribute
  }

  /// Shorter names are near to too much.
  private static let shortest = 5
  private static let longest = 40

  private static let known: [String: NearColumn] = {
    var known: [String: NearColumn] = [:]
    for name in ColumnKey.ownNames where name != "username" {
      known[ColumnName.folded(name)] = NearColumn(name: name, attribute: name)
    }
    for column in KnownColumn.all {
      guard let attribute = attribute(column.meaning) else { continue }
      let folded = ColumnName.folded(column.name)
      if known[folded] == nil {
        known[folded] = NearColumn(name: column.name, attribute: attribute)
      }
    }
    return known.filter { $0.key.utf8.count >= shortest }
  }()

  private static let names = known.keys.sorted()

  private static func attribute(_ meaning: KnownColumn.Meaning) -> String? {
    switch meaning {
    case .attribute(let name): name
    case .status(.active): "status"
    case .status(.inactive): UserStatus.suspended.rawValue
    case .status(.flags), .username, .leftOut: nil
    }
  }
}
