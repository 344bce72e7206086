import SCIM

/// What the sandbox keeps.
enum ResourceKind: Sendable, Hashable, CaseIterable {
  case user, group

  /// The collection of that name, in any case.
  init?(endpoint: String) {
    guard
      let kind = Self.allCases.first(where: { $0.endpoint.lowercased() == endpoint.lowercased() })
    else { return nil }
    self = kind
  }

  var name: String {
    switch self {
    case .user: "User"
    case .group: "Group"
    }
  }

  var endpoint: String {
    switch self {
    case .user: "Users"
    case .group: "Groups"
    }
  }

  var schemas: SchemaSet {
    switch self {
    case .user: .user
    case .group: .group
    }
  }

  var core: Schema {
    switch self {
    case .user: .user
    case .group: .group
    }
  }
}
