import Text
import Engine
import Provisioning

/// Which field of OneLogin each attribute is read from.
struct OneLoginMapping: Sendable {
  /// Where a value stands.
  enum Origin: Sendable, Hashable {
    /// A field of every user.
    case field(String)
    /// A custom field, by its shortname.
    case custom(String)

    /// Whether it is a custom field.
    var isCustom: Bool {
      switch self {
      case .field: false
      case .custom: true
      }
    }

    /// As the configuration names it.
    var name: String {
      switch self {
      case .field(let name): name
      case .custom(let shortname): OneLoginMapping.prefix + shortname
      }
    }
  }

  /// What stands before a custom field's shortname elsewhere in OneLogin.
  static let prefix = "custom_attribute_"
  /// The attribute that holds OneLogin's own `external_id`, since usher's is the key.
  static let externalID = "onelogin_external_id"
  /// The attribute that holds the name of the group.
  static let group = "group"

  /// The attributes that are read where nothing else is said.
  static let standard: [(attribute: String, origin: Origin)] =
    [
      "email", "firstname", "lastname", "title", "department", "company", "phone",
      "samaccountname", "userprincipalname", "distinguished_name", "member_of", "directory_id",
    ].map { ($0, .field($0)) } + [(externalID, .field("external_id")), (group, .field("group_id"))]

  /// The fields that an attribute can be read from.
  static let fields = [
    "username", "email", "firstname", "lastname", "title", "department", "company", "comment",
    "phone", "group_id", "directory_id", "external_id", "samaccountname", "userprincipalname",
    "distinguished_name", "member_of", "openid_name", "manager_ad_id", "id",
  ]

  /// The attributes, by name.
  let origins: [(attribute: String, origin: Origin)]
  /// Where the username stands.
  let username: Origin
  /// What never changes of a person.
  let key: Origin

  /// - Parameter customFields: the shortnames of the tenant's custom fields.
  init(_ settings: OneLoginSettings, customFields: [String]) throws {
    var named: [(attribute: String, origin: Origin?)] = []
    for (attribute, text) in settings.attributes.sorted(by: { $0.key < $1.key }) {
      named.append(
        (attribute, text.isEmpty ? nil : try Self.origin(text, of: attribute, customFields)))
    }
    func isNamed(_ attribute: String) -> Bool {
      named.contains { ColumnName.areSame($0.attribute, attribute) }
    }
    username =
      named.first { ColumnName.areSame($0.attribute, "username") }?.origin ?? .field("username")
    key = try settings.key.map { try Self.origin($0, of: "key", customFields) } ?? .field("id")
    var origins = Self.standard.filter { !isNamed($0.attribute) }
    for shortname in customFields where !isNamed(shortname) {
      if named.contains(where: { $0.origin == .custom(shortname) }) { continue }
      let reserved = ["username", "status", "roles", "manager", "external_id"]
      let isTaken =
        origins.contains { ColumnName.areSame($0.attribute, shortname) }
        || reserved.contains { ColumnName.areSame($0, shortname) }
      guard !isTaken else {
        throw SourceProblem(
          .configuration,
          "OneLogin's custom field \(shortname) is called as an attribute that usher has already; give it another name under attributes, such as `custom_\(shortname): \(Self.prefix)\(shortname)`"
        )
      }
      origins.append((shortname, .custom(shortname)))
    }
    for (attribute, origin) in named where !ColumnName.areSame(attribute, "username") {
      if let origin { origins.append((attribute, origin)) }
    }
    self.origins = origins
  }

  /// Where each value comes from, in the words of the configuration.
  var words: [String: String] {
    var words = [
      "external_id": key.name, "username": "\(username.name), else email, else samaccountname",
      "status": "status and state", "manager": "manager_user_id: the username of that user",
      "roles": "the roles that the user holds",
    ]
    for (attribute, origin) in origins { words[attribute] = origin.name }
    words[Self.group] = words[Self.group].map { $0 == "group_id" ? "the name of the group" : $0 }
    return words
  }

  /// Whether users can be looked up by this key, by what the list of users can be filtered by.
  static func finds(by key: String?) -> Bool {
    guard let key, fields.contains(key) else { return true }
    return ["id", "username", "email", "samaccountname", "external_id"].contains(key)
  }

  /// The fields that have to be asked for.
  var requested: [String] {
    var fields = [
      "id", "username", "email", "samaccountname", "status", "state", "manager_user_id",
    ]
    for origin in origins.map(\.origin) + [username, key] {
      switch origin {
      case .field(let name): if !fields.contains(name) { fields.append(name) }
      case .custom:
        if !fields.contains("custom_attributes") { fields.append("custom_attributes") }
      }
    }
    return fields
  }

  private static func origin(
    _ text: String, of attribute: String, _ customFields: [String]
  ) throws -> Origin {
    let shortname = text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text
    if text == shortname, fields.contains(text) { return .field(text) }
    if customFields.contains(shortname) { return .custom(shortname) }
    let near = nearestName(to: shortname, in: fields + customFields)
    throw SourceProblem(
      .configuration,
      "OneLogin has no field \(text), from which \(attribute) is to be read; "
        + (near.map { "did you mean \($0)?" }
          ?? "its custom fields are \(customFields.joined(separator: ", "))"))
  }
}
