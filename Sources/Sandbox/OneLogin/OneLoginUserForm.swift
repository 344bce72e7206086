import Text

/// A user as the API shows them.
enum OneLoginUserForm {
  /// The moments that may never have happened.
  private static let moments: Set<String> = [
    "activated_at", "last_login", "invitation_sent_at", "password_changed_at", "locked_until",
  ]

  /// A user with these fields; the id always comes.
  static func shown(
    _ user: OneLoginUser, fields: [String], _ tenant: OneLoginTenant, _ quirks: OneLoginQuirks
  ) -> JSONValue {
    var members: [(String, JSONValue)] = [("id", .integer(user.id))]
    for name in fields where name != "id" {
      guard OneLoginUser.listed.contains(name) || OneLoginUser.unlisted.contains(name) else {
        continue
      }
      members.append((name, value(of: name, user, tenant, quirks)))
    }
    return .object(JSONObject(members))
  }

  private static func value(
    of name: String, _ user: OneLoginUser, _ tenant: OneLoginTenant, _ quirks: OneLoginQuirks
  ) -> JSONValue {
    switch name {
    case "role_ids": return .array(tenant.roles(of: user.id).map { .integer($0) })
    case "custom_attributes":
      return .object(
        JSONObject(
          tenant.shortnames.map { name in
            (name, user.customAttributes[name].map { .string($0) } ?? .null)
          }))
    default: break
    }
    let value = user[name]
    if quirks.has(.managerAsText), name == "manager_user_id", let text = value.scalarText {
      return .string(text)
    }
    if quirks.has(.externalIDAsNumber), name == "external_id",
      let number = value.string.flatMap({ Int64($0) })
    {
      return .integer(number)
    }
    if quirks.has(.memberOfAsList), name == "member_of", let text = value.string {
      return .array(text.split(separator: ";").map { .string(String($0)) })
    }
    if quirks.has(.earlyDates), moments.contains(name), value == .null {
      return "0001-01-01T00:00:00.000Z"
    }
    return value
  }

  /// What a list of users is filtered by.
  struct UserFilter {
    private let filters: [(name: String, value: String)]
    private let holders: Set<Int64>?

    init(_ filters: [String: String], _ tenant: OneLoginTenant) {
      self.filters = filters.map { (name: $0.key, value: $0.value) }
      let roles = [filters["role_id"], filters["role_ids"]].compactMap { $0 }
        .flatMap { $0.split(separator: ",").compactMap { Int64($0) } }
      if let app = filters["app_id"].flatMap({ Int64($0) }) {
        holders = Set(tenant.users(having: app).map(\.id))
      } else if !roles.isEmpty {
        holders = Set(tenant.roles.filter { roles.contains($0.id) }.flatMap(\.users))
      } else {
        holders = nil
      }
    }

    var isEmpty: Bool { filters.isEmpty }

    func passes(_ user: OneLoginUser) -> Bool {
      if let holders, !holders.contains(user.id) { return false }
      return filters.allSatisfy { passes(user, $0.name, $0.value) }
    }

    private func passes(_ user: OneLoginUser, _ name: String, _ value: String) -> Bool {
      switch name {
      case "app_id", "role_id", "role_ids": return true
      case "user_ids": return value.split(separator: ",").contains { Int64($0) == user.id }
      default: break
      }
      let custom = "custom_attributes."
      if name.hasPrefix(custom) {
        let shortname = String(name.dropFirst(custom.count))
        return OneLoginListing.passes(user.customAttributes[shortname] ?? "", value)
      }
      for (end, isSince) in [("_since", true), ("_until", false)] where name.hasSuffix(end) {
        let stem = String(name.dropLast(end.count))
        guard let bound = DateTime.seconds(value),
          let moment = DateTime.seconds(user.text(stem == "last_login" ? stem : stem + "_at"))
        else { return false }
        return isSince ? moment >= bound : moment <= bound
      }
      return OneLoginListing.passes(user.text(name), value)
    }
  }
}
