import Text
import Provisioning
import SCIM

/// What an app offers: its groups and values.
public struct AppEntitlements: Sendable {
  let store: any Store
  let time: any TimeSource
  let connections: Connections

  /// The groups of an app as they were last read or made, by name.
  public func list(_ app: String) throws -> (app: AppRecord, groups: [GroupRecord]) {
    try store.read { session in
      let app = try session.existingApp(named: app)
      return (app, try session.groups.groups(app.id).filter { $0.remoteID != nil })
    }
  }

  /// Reads all groups of an app, page by page, and what else it offers, and keeps them with the time of
  /// the reading. A group that the reading lacks is asked for by its id before it is taken for gone.
  ///
  /// - Returns: how many groups there are.
  public func refresh(_ name: String, progress: @escaping (Int) -> Void = { _ in })
    async throws -> Int
  {
    let app = try store.app(named: name)
    let client = try connections.client(for: app)
    var reading = GroupReading(app: app.id, readAt: time.now())
    var count = 0
    try await ResourceReader(client, app).readAll("Groups", excluded: ["members"]) { groups in
      try store.write { session in
        for group in groups { try reading.keep(group, in: session) }
      }
      count += groups.count
      progress(count)
    }
    let missing = try store.read { session in
      try session.groups.groups(app.id).filter {
        $0.remoteID != nil && ($0.seenAt ?? 0) < reading.readAt
      }
    }
    for group in missing {
      guard let id = group.remoteID else { continue }
      switch try await look(atGroup: id, client) {
      case .there(let resource):
        count += 1
        try store.write { try reading.keep(resource, in: $0) }
      // Not seen is not gone, and what usher made a moment ago may not be visible yet.
      case .gone where app.ways.waitForSight(of: group.writtenAt, now: time.now()) != nil: continue
      case .gone: try store.write { try $0.lose(group) }
      case .unclear: continue
      }
    }
    let others = OfferReading(app: app, client: client, now: reading.readAt)
    let offers = others.suggested() + (try await others.announced())
    try store.write { session in
      try reading.keepNamesakes(in: session)
      guard var record = try session.apps.app(app.id) else { return }
      record.entitlementsReadAt = reading.readAt
      record.offers = offers + (try others.held(alsoAt: offers, in: session))
      try session.apps.save(record)
    }
    return count
  }

  /// What a direct look at a group says.
  private enum GroupLook {
    case there(JSONValue)
    case gone
    case unclear
  }

  private func look(atGroup id: String, _ client: AppClient) async throws -> GroupLook {
    let response: HTTPResponse
    do {
      response = try await client.read(.get("Groups", id: id, attributes: ["displayName"]))
    } catch {
      throw EngineError.connection(FailureWords.sentence(error))
    }
    if response.status == 404 || response.status == 410 { return .gone }
    guard response.status == 200, let resource = try? JSONValue(parsing: response.body),
      resource.identifier ?? id == id
    else { return .unclear }
    var object = resource.object ?? JSONObject()
    object["id"] = .string(id)
    return .there(.object(object))
  }
}

/// One reading of an app's groups: each is kept by its id, whatever its name is by now.
private struct GroupReading {
  let app: AppID
  let readAt: Double
  /// Groups whose name is that of another group that was known before.
  private var namesakes: [(id: String, name: String)] = []

  init(app: AppID, readAt: Double) {
    self.app = app
    self.readAt = readAt
  }

  mutating func keep(_ resource: JSONValue, in session: any StoreSession) throws {
    guard let id = resource.identifier else { return }
    let name = resource["displayName"]?.scalarText ?? ""
    let isNamed = !name.isEmpty && !name.utf8.contains(0)
    if var group = try session.groups.group(app, remoteID: id) {
      group.see(name)
      group.namesake = nil
      group.seenAt = readAt
      group.writtenAt = nil
      try session.groups.save(group)
    } else if isNamed {
      try adopt(id, name, in: session)
    }
  }

  private mutating func adopt(_ id: String, _ name: String, in session: any StoreSession) throws {
    var group = try session.groups.group(app, named: name) ?? GroupRecord(app: app, name: name)
    guard group.remoteID == nil else { return namesakes.append((id, name)) }
    group.origin = .found
    group.strays = []
    group.remoteID = id
    group.see(name)
    group.seenAt = readAt
    try session.groups.save(group)
  }

  /// Two groups of one name cannot be told apart by a rule: it means the one that was known first,
  /// as long as that one is there.
  mutating func keepNamesakes(in session: any StoreSession) throws {
    let again = namesakes
    namesakes = []
    for (id, name) in again { try adopt(id, name, in: session) }
    for (id, name) in namesakes {
      guard var group = try session.groups.group(app, named: name) else { continue }
      group.namesake = group.namesake ?? id
      try session.groups.save(group)
    }
  }
}
