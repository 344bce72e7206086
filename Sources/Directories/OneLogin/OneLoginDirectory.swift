import Text
public import Engine
import Provisioning
public import SCIM
import Synchronization

/// A OneLogin tenant as a source: its users, and who holds its roles.
public final class OneLoginDirectory: DirectorySource {
  private let settings: OneLoginSettings
  let client: OneLoginClient
  /// The roles that the stamp was made of, for the reading that follows.
  private let kept = Mutex<OneLoginRoles?>(nil)

  /// - Parameters:
  ///   - transport: the way to the tenant, with an access token on each request.
  ///   - pause: waits for a number of seconds.
  public init(
    _ settings: OneLoginSettings, transport: any HTTPTransport,
    pause: @escaping @Sendable (Double) async -> Void
  ) {
    self.settings = settings
    client = OneLoginClient(transport: transport, pause: pause)
  }

  /// People are looked up by their ids, or by a field that the list of users can be filtered by.
  public var sight: SourceSight {
    SourceSight(findsByKey: OneLoginMapping.finds(by: settings.key))
  }

  // MARK: Whether anything changed

  /// How many users there are, when one last changed, and who holds which role. It does not see a
  /// custom field whose change moves no date, which is why everyone is read once a day all the same.
  ///
  /// - Returns: `nil` where OneLogin does not sort by date.
  public func stamp() async throws -> String? {
    let path = OneLoginPages.path(
      "/api/2/users",
      [
        (name: "limit", value: "1"), (name: "sort", value: "-updated_at"),
        (name: "fields", value: "updated_at"),
      ])
    let answer = try await client.get(path, accepting: [400, 422])
    guard answer.status == 200, let total = answer.headers["total-count"],
      let newest = try OneLoginClient.json(answer, path).array?.first?["updated_at"]?.string
    else { return nil }
    let roles = try await readRoles()
    kept.withLock { $0 = roles }
    return "\(total) \(newest) \(roles?.stamp ?? "")"
  }

  func readRoles() async throws -> OneLoginRoles? {
    guard let roles = settings.roles else { return nil }
    return try await OneLoginRoles.read(client, roles)
  }

  // MARK: Reading

  /// Reads everyone.
  public func read(_ take: ([SourcePerson]) async throws -> Void) async throws -> SourceReading {
    let known = kept.withLock { roles in
      defer { roles = nil }
      return roles
    }
    let roles: OneLoginRoles?
    if let known { roles = known } else { roles = try await readRoles() }
    let form = try await form(roles)
    try await client.all(Self.users(form.mapping)) { page in
      try await take(page.map(form.person))
    }
    return SourceReading()
  }

  /// What a user is made a person with.
  func form(_ roles: OneLoginRoles?) async throws -> OneLoginPerson {
    let fields = try await client.json("/api/2/users/custom_attributes").array
    guard let fields else {
      throw SourceProblem(.unreadable, "OneLogin's list of custom fields is no list", heals: true)
    }
    let mapping = try OneLoginMapping(
      settings, customFields: fields.compactMap { $0["shortname"]?.string })
    var groups: [String: String] = [:]
    if mapping.origins.contains(where: { $0.origin == .field("group_id") }) {
      for group in try await client.wrapped("/api/1/groups", of: "groups") {
        if let id = group["id"]?.scalarText { groups[id] = group["name"]?.string ?? id }
      }
    }
    return OneLoginPerson(mapping: mapping, groups: groups, roles: roles?.held)
  }

  static func users(_ mapping: OneLoginMapping) -> OneLoginPages {
    OneLoginPages(
      "/api/2/users",
      [
        (name: "sort", value: "+id"),
        (name: "fields", value: mapping.requested.joined(separator: ",")),
      ], of: "users")
  }

  // MARK: Looking somebody up

  /// Looks people up one by one.
  public func find(_ keys: [String]) async throws -> [SourcePerson] {
    let form = try await form(try await readRoles())
    var found: [SourcePerson] = []
    for key in keys {
      let user =
        form.mapping.key == .field("id")
        ? try await look(up: key) : try await search(key, form.mapping)
      if let user { found.append(try form.person(user)) }
    }
    return found
  }

  /// The user of an id; `nil` for nobody.
  private func look(up key: String) async throws -> JSONValue? {
    let path = "/api/2/users/" + PercentEncoding.encode(key)
    let answer = try await client.get(path, accepting: [404])
    let json = try OneLoginClient.json(answer, path)
    guard answer.status == 404 else { return json }
    // A gateway's 404 says nothing of a person.
    guard json["statusCode"]?.integer == 404 || json["name"]?.string == "NotFoundError" else {
      throw SourceProblem(
        .unreadable, "OneLogin does not say clearly whether user \(key) is there", heals: true)
    }
    return nil
  }

  private func search(_ key: String, _ mapping: OneLoginMapping) async throws -> JSONValue? {
    let filter: (name: String, value: String)
    switch mapping.key {
    case .field(let name): filter = (name: name, value: key)
    case .custom(let shortname): filter = (name: "custom_attributes.\(shortname)", value: key)
    }
    let fields = (name: "fields", value: mapping.requested.joined(separator: ","))
    let users = try await client.all(OneLoginPages("/api/2/users", [filter, fields], of: "users"))
    return users.first
  }
}
