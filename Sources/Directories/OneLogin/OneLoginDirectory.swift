import Text
public import Engine
import Provisioning
public import SCIM
import Synchronization

/// A OneLogin tenant as a source: its users, and who holds its roles.
public final class OneLoginDirectory: DirectorySource {
  /// What the stamp is made of.
  private struct Stand: Sendable {
    /// How many users there are.
    var total: Int
    /// When one last changed, as OneLogin writes it.
    var newest: String
    var roles: OneLoginRoles?
  }

  private let settings: OneLoginSettings
  let client: OneLoginClient
  /// What the last stamp was made of, for the readings that follow.
  private let kept = Mutex<Stand?>(nil)

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
    guard answer.status == 200, let total = answer.headers["total-count"].flatMap({ Int($0) }),
      let newest = try OneLoginClient.json(answer, path).array?.first?["updated_at"]?.string
    else { return nil }
    let roles = try await readRoles()
    kept.withLock { $0 = Stand(total: total, newest: newest, roles: roles) }
    return "\(total) \(newest) \(roles?.stamp ?? "")"
  }

  func readRoles() async throws -> OneLoginRoles? {
    guard let roles = settings.roles else { return nil }
    return try await OneLoginRoles.read(client, roles)
  }

  // MARK: Reading

  /// Reads everyone, or who changed since a mark: the time of the last change that was seen.
  public func read(
    since mark: String?, _ take: ([SourcePerson]) async throws -> Void
  ) async throws -> SourceReading {
    let stand = kept.withLock { $0 }
    let roles: OneLoginRoles?
    if let stand { roles = stand.roles } else { roles = try await readRoles() }
    let form = try await form(roles)
    var reading = SourceReading()
    reading.why = Self.markless(tells: stand != nil, form.mapping)
    if reading.why == nil { reading.mark = stand?.newest }
    if let mark, let stand, reading.why == nil {
      let start = OneLoginStart(mark: mark, newest: stand.newest)
      reading.why = try await start.refusal(client)
      if let since = start.since, reading.why == nil {
        reading.extent = .changes(
          SourceChanges(people: stand.total, roles: roles?.byKey))
        try await client.all(Self.users(form.mapping, since: since)) { page in
          try await take(page.map(form.person))
        }
        return reading
      }
    }
    try await client.all(Self.users(form.mapping)) { page in
      try await take(page.map(form.person))
    }
    return reading
  }

  /// Why no reading can go on from the one before; `nil` where it can.
  ///
  /// - Parameter tells: whether OneLogin says when somebody last changed.
  static func markless(tells: Bool, _ mapping: OneLoginMapping) -> String? {
    guard tells else { return "OneLogin does not sort by date" }
    return mapping.key == .field("id")
      ? nil : "people are known by \(mapping.key.name), and OneLogin's lists speak of ids"
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

  static func users(_ mapping: OneLoginMapping, since: String? = nil) -> OneLoginPages {
    var query = [
      (name: "sort", value: "+id"),
      (name: "fields", value: mapping.requested.joined(separator: ",")),
    ]
    if let since { query.append((name: OneLoginStart.filter, value: since)) }
    return OneLoginPages("/api/2/users", query, of: "users")
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
