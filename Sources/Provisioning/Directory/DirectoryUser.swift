import Text

/// The key of a user of the directory in the store. It stays the same when the user is renamed.
public typealias UserID = Int64

/// Whether a user of the directory may work.
public enum UserStatus: String, Sendable, Hashable, Codable, CaseIterable {
  case active
  case suspended
}

/// A user of the directory, as it was imported or edited.
public struct DirectoryUser: Sendable, Hashable {
  /// The key in the store; 0 while the user is not stored.
  public var id: UserID
  /// The name that identifies the user, unique in the directory ignoring case.
  public var username: String
  /// Active or suspended.
  public var status: UserStatus
  /// Every other attribute by its name as written (`email`, `department`, custom ones). An
  /// attribute without a value is not in it.
  public var attributes: [String: String]
  /// The names of the user's roles, sorted, without repeats.
  public var roles: [String]

  /// A user.
  public init(
    id: UserID = 0, username: String, status: UserStatus = .active,
    attributes: [String: String] = [:], roles: [String] = []
  ) {
    self.id = id
    self.username = username
    self.status = status
    self.attributes = attributes
    self.roles = roles
  }

  /// The attributes that the directory file knows by name (beside `username`, `status`, `roles`).
  public static let knownAttributes = [
    "email", "firstname", "lastname", "department", "title", "manager", "phone", "employee_id",
    "external_id", "starts_on", "ends_on",
  ]

  /// Everything of the user that an import can change but the name, as text: equal text means an equal
  /// user.
  public var text: String {
    let attributes = attributes.sorted { $0.key < $1.key }
    return JSONValue.array([
      .string(status.rawValue),
      .object(JSONObject(attributes.map { ($0.key, .string($0.value)) })),
      .array(roles.map { .string($0) }),
    ]).text
  }

  /// The value of an attribute, `username`, `status` and `roles` among them; `roles` and `member_of`
  /// are lists. Names are found as
  /// written, then as those of columns are compared (``ColumnName``).
  ///
  /// - Returns: the value; empty text where the user has none.
  public func value(of attribute: String) -> AttributeValue {
    if let value = attributes[attribute] { return Self.value(value, of: attribute) }
    let name = attribute.lowercased()
    switch name {
    case "username": return .text(username)
    case "status": return .text(status.rawValue)
    case "roles": return .list(roles)
    default:
      let match = attributes.keys.filter { ColumnName.areSame($0, attribute) }.min()
      return Self.value(match.flatMap { attributes[$0] } ?? "", of: attribute)
    }
  }

  /// A value as text, or as the list that `member_of` is; `;` separates its elements.
  private static func value(_ text: String, of attribute: String) -> AttributeValue {
    guard ColumnName.areSame(attribute, "member_of") else { return .text(text) }
    return .list(text.split(separator: ";").map(String.init))
  }

  /// Whether the user holds a role, its name compared ignoring case.
  public func holds(role: String) -> Bool {
    roles.contains { $0.isSame(as: role) }
  }
}

/// What a directory attribute holds.
public enum AttributeValue: Sendable, Hashable {
  case text(String)
  case list([String])

  /// The elements that a comparison looks at: a text is one element, even when it is empty.
  public var elements: [String] {
    switch self {
    case .text(let value): [value]
    case .list(let values): values
    }
  }

  /// Whether there is nothing in it.
  public var isEmpty: Bool {
    switch self {
    case .text(let value): value.isEmpty
    case .list(let values): values.isEmpty
    }
  }
}
