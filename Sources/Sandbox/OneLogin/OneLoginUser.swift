public import Text

/// A user of a OneLogin tenant.
public struct OneLoginUser: Sendable, Hashable {
  /// The key; it never changes.
  public let id: Int64
  /// Every field but the id, the roles and the custom attributes, as a single GET shows it.
  public var fields: [String: JSONValue]
  /// The custom attributes that have a value, by shortname.
  public var customAttributes: [String: String]

  /// The fields of an element of a list, in the order in which they are shown.
  static let listed = [
    "id", "username", "email", "firstname", "lastname", "phone", "status", "state", "created_at",
    "updated_at", "activated_at", "last_login", "invitation_sent_at", "password_changed_at",
    "locked_until", "invalid_login_attempts", "group_id", "directory_id", "external_id",
    "distinguished_name", "samaccountname", "member_of",
  ]
  /// The fields that a list leaves out unless they are asked for.
  static let unlisted = [
    "title", "department", "company", "comment", "userprincipalname", "openid_name",
    "manager_user_id", "manager_ad_id", "trusted_idp_id", "role_ids", "custom_attributes",
  ]
  /// The fields that a write cannot set.
  private static let readOnly: Set<String> = [
    "id", "role_ids", "custom_attributes", "created_at", "updated_at",
  ]

  /// A user of a fixture; what it does not say has the value of somebody who is active.
  ///
  /// - Parameter now: When it was made and changed, where the fixture does not say.
  init(id: Int64, _ json: JSONObject, now: Double) {
    self.id = id
    fields = [
      "status": 1, "state": 1, "invalid_login_attempts": 0, "created_at": .string(Self.date(now)),
      "updated_at": .string(Self.date(now)), "activated_at": .string(Self.date(now)),
    ]
    customAttributes = [:]
    for name in ["created_at", "updated_at"] {
      if let date = json[name] { fields[name] = date }
    }
    take(json)
  }

  /// Takes the fields of a write; what is left out stays.
  mutating func take(_ json: JSONObject) {
    for member in json.members {
      let name = member.name
      guard !Self.readOnly.contains(name),
        Self.listed.contains(name) || Self.unlisted.contains(name)
      else { continue }
      fields[name] = member.value
    }
    for member in json["custom_attributes"]?.object?.members ?? [] {
      customAttributes[member.name] = member.value.scalarText
    }
  }

  /// A field's value; null for none.
  subscript(_ name: String) -> JSONValue { fields[name] ?? .null }

  /// A field as text; empty for none.
  func text(_ name: String) -> String { self[name].scalarText ?? "" }

  static func date(_ seconds: Double) -> String { DateTime.text(seconds) }
}
