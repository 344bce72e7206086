import Provisioning

/// OneLogin's fields and macros in the words of usher's templates.
public struct OneLoginMacros: Sendable {
  /// Which attribute each field becomes.
  let mapping: OneLoginMapping

  /// The macros that are more than a field, with what they are here.
  public static let table: [(macro: String, template: String)] = [
    ("name", "{{ firstname }} {{ lastname }}"),
    ("firstinitial", "{{ firstname | slice: 0 }}"),
    ("lastinitial", "{{ lastname | slice: 0 }}"),
    ("email_name_part", "{{ email | email_local_part }}"),
    ("email_domain_part", "{{ email | email_domain }}"),
  ]
  /// The macros that have no equal.
  public static let without = [
    "strongpwd", "directory_name", "account_name", "account_url", "uuid", "openid_name",
  ]

  /// The attribute that a field is; `nil` where it is not read.
  func attribute(_ field: String) -> String? {
    switch field {
    case "status", "roles": return field
    case "role": return "roles"
    case "manager_user_id", "manager": return "manager"
    case mapping.username.name: return "username"
    case mapping.key.name: return "external_id"
    default: break
    }
    let prefix = OneLoginMapping.prefix
    let origin: OneLoginMapping.Origin =
      field.hasPrefix(prefix) ? .custom(String(field.dropFirst(prefix.count))) : .field(field)
    return mapping.origins.first { $0.origin == origin }?.attribute
  }

  /// The template of a text with macros such as `{firstname}.{lastname}`.
  func template(_ text: String) -> Translated<String> {
    var output = ""
    var rest = text[...]
    while let start = rest.firstIndex(of: "{") {
      output += rest[..<start]
      guard let end = rest[start...].firstIndex(of: "}") else {
        return .noEqual("the macro \(text) has a brace that is not closed")
      }
      let name = rest[rest.index(after: start)..<end].lowercased()
      guard let part = part(name) else { return .noEqual("the macro {\(name)} has no equal") }
      output += part
      rest = rest[rest.index(after: end)...]
    }
    return .equal(output + rest)
  }

  private func part(_ name: String) -> String? {
    if Self.without.contains(name) { return nil }
    if let known = Self.table.first(where: { $0.macro == name }) { return known.template }
    return attribute(name).map { "{{ \($0) }}" }
  }
}

/// What became of something of OneLogin's.
enum Translated<Value> {
  /// It is this here.
  case equal(Value)
  /// It is nothing here, and why.
  case noEqual(String)
}
