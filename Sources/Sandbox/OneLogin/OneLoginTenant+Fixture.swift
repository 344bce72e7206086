public import Text

/// Why a text is no fixture.
public struct OneLoginFixtureError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong and what to write instead.
  public let description: String
}

extension OneLoginTenant {
  /// The tenant that is there where no other is given: people, roles, and a Netskope app.
  public static let sample: OneLoginTenant = {
    do throws(OneLoginFixtureError) {
      return try OneLoginTenant(fixture: PackageResources.onelogin_json, now: 1_767_600_000)
    } catch {
      preconditionFailure("the built-in fixture cannot be read: \(error.description)")
    }
  }()

  /// A tenant as a fixture describes it: an object of `users`, `roles`, `groups`, `custom_fields`,
  /// `apps` and `mappings`, each a list in the form in which the API shows it. A role's `users`, `apps`
  /// and `admins` are ids; an app may have `rules` and `action_values`.
  ///
  /// - Parameter now: When its users were made, in seconds since 1970, where it does not say.
  public init(fixture: [UInt8], now: Double) throws(OneLoginFixtureError) {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: fixture)
    } catch {
      throw OneLoginFixtureError(
        description: "The fixture is not JSON: \(error.reason) at byte \(error.offset).")
    }
    try self.init(json, now: now)
  }

  init(_ json: JSONValue, now: Double) throws(OneLoginFixtureError) {
    self.init()
    let known = ["users", "roles", "groups", "custom_fields", "apps", "mappings"]
    guard let object = json.object else {
      throw OneLoginFixtureError(
        description: "The fixture is no object of \(known.joined(separator: ", ")).")
    }
    if let stranger = object.members.first(where: { !known.contains($0.name) }) {
      throw OneLoginFixtureError(
        description:
          "The fixture has \(stranger.name); it can have \(known.joined(separator: ", ")).")
    }
    customFields = try Self.objects(object, "custom_fields")
    groups = try Self.objects(object, "groups")
    mappings = try Self.objects(object, "mappings")
    for user in try Self.objects(object, "users") {
      put(OneLoginUser(id: try Self.id(user, "users"), user, now: now))
    }
    for role in try Self.objects(object, "roles") {
      roles.append(
        OneLoginRole(
          id: try Self.id(role, "roles"), name: role["name"]?.string ?? "",
          users: Self.ids(role, "users"), unassigned: Self.ids(role, "unassigned"),
          apps: Self.ids(role, "apps"), admins: Self.ids(role, "admins")))
    }
    roles.sort { $0.id < $1.id }
    for app in try Self.objects(object, "apps") { apps.append(try Self.app(app)) }
  }

  private static func app(_ object: JSONObject) throws(OneLoginFixtureError) -> OneLoginApp {
    var content = object
    content["rules"] = nil
    content["action_values"] = nil
    var app = OneLoginApp(
      id: try id(object, "apps"), content: content, rules: try objects(object, "rules"),
      actionValues: [:])
    for (index, rule) in app.rules.enumerated() where rule["id"] == nil {
      app.rules[index] = JSONObject(
        [("id", .integer(app.id * 100 + Int64(index) + 1))]
          + rule.members.map { ($0.name, $0.value) })
    }
    for member in object["action_values"]?.object?.members ?? [] {
      app.actionValues[member.name] = member.value
    }
    return app
  }

  /// The tenant as a fixture.
  public var fixture: JSONValue {
    [
      "users": .array(
        users.map { user in
          var fields: [(String, JSONValue)] = [("id", .integer(user.id))]
          fields += user.fields.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
          let custom = user.customAttributes.sorted { $0.key < $1.key }
          fields.append(
            ("custom_attributes", .object(JSONObject(custom.map { ($0.key, .string($0.value)) }))))
          return .object(JSONObject(fields))
        }),
      "roles": .array(
        roles.map { role in
          [
            "id": .integer(role.id), "name": .string(role.name), "users": Self.list(role.users),
            "unassigned": Self.list(role.unassigned), "apps": Self.list(role.apps),
            "admins": Self.list(role.admins),
          ]
        }),
      "groups": .array(groups.map { .object($0) }),
      "custom_fields": .array(customFields.map { .object($0) }),
      "apps": .array(
        apps.map { app in
          var content = app.content
          content["rules"] = .array(app.rules.map { .object($0) })
          content["action_values"] = .object(
            JSONObject(app.actionValues.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
          return .object(content)
        }),
      "mappings": .array(mappings.map { .object($0) }),
    ]
  }

  private static func list(_ ids: [Int64]) -> JSONValue { .array(ids.map { .integer($0) }) }

  private static func objects(
    _ object: JSONObject, _ name: String
  ) throws(OneLoginFixtureError) -> [JSONObject] {
    guard let value = object[name] else { return [] }
    let objects = (value.array ?? []).compactMap(\.object)
    guard let elements = value.array, objects.count == elements.count else {
      throw OneLoginFixtureError(description: "“\(name)” in the fixture must be a list of objects.")
    }
    return objects
  }

  private static func id(
    _ object: JSONObject, _ name: String
  ) throws(OneLoginFixtureError) -> Int64 {
    guard let id = object["id"]?.integer, id > 0 else {
      throw OneLoginFixtureError(
        description: "Each of “\(name)” in the fixture needs an “id”, a whole number over 0.")
    }
    return Int64(id)
  }

  private static func ids(_ object: JSONObject, _ name: String) -> [Int64] {
    (object[name]?.array ?? []).compactMap { $0.integer.map(Int64.init) }
  }
}
