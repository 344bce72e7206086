import Foundation
import Provisioning
import SCIM

extension ProvisioningEngine {
  /// A client for an app, with a budget of its own.
  func client(for app: AppRecord) throws -> AppClient {
    AppClient(
      transport: try transports.transport(for: app),
      pacer: Pacer(rate: app.ways.rateLimit, time: time), time: time)
  }

  /// Looks at an app, keeps what was seen, and ends a pause where all is well. It only reads.
  ///
  /// - Parameter enabling: whether the connection is enabled where the look succeeds.
  public func testConnection(_ name: String, enabling: Bool = false) async throws
    -> ConnectionReport
  {
    let app = try app(named: name)
    let isSecure = app.definition.connection.baseURL.lowercased().hasPrefix("https")
    let nobody = "usher-looks-for-nobody-\(Int(chance.fraction() * 1e9))"
    let report = await ConnectionTest(
      client: try client(for: app), isSecure: isSecure, nobody: nobody
    ).run()
    try store.write { session in
      guard var record = try session.app(app.id) else { return }
      if report.isUsable {
        if enabling { record.isConnected = true }
        record.pause = nil
        record.schemas = report.schemas ?? record.schemas
        record.serviceProvider = report.serviceProvider ?? record.serviceProvider
        if record.serviceProvider?["patch"]?["supported"]?.bool == false {
          record.replacesUsers = true
        }
      }
      record.api = APIStatus(
        state: !report.isUsable ? .failed : record.isConnected ? .enabled : .disabled,
        detail: report.summary, checkedAt: time.now())
      try session.save(record)
      if enabling, report.isUsable, !app.isConnected {
        try session.audit(at: time.now(), actor, "connection.enable", app.name, [:])
      }
    }
    return report
  }

  /// Stops sending anything to an app.
  public func disableConnection(_ name: String) throws {
    try store.write { session in
      var app = try Self.app(named: name, in: session)
      guard app.isConnected || app.api.state != .disabled else { return }
      app.isConnected = false
      app.api = APIStatus(state: .disabled, detail: "disabled by \(actor.name)")
      try session.save(app)
      try session.audit(at: time.now(), actor, "connection.disable", app.name, [:])
    }
  }

  /// Reads all groups of an app, page by page, and keeps them with the time of the reading.
  ///
  /// - Returns: how many there are.
  public func refreshEntitlements(_ name: String, progress: @escaping (Int) -> Void = { _ in })
    async throws -> Int
  {
    let app = try app(named: name)
    let reader = ResourceReader(try client(for: app), app)
    let readAt = time.now()
    var count = 0
    try await reader.readAll("Groups", excluded: ["members"]) { groups in
      try store.write { session in
        for group in groups { try keep(group, app, readAt, in: session) }
      }
      count += groups.count
      progress(count)
    }
    try store.write { session in
      guard var record = try session.app(app.id) else { return }
      record.entitlementsReadAt = readAt
      try session.save(record)
      for group in try session.groups(app.id)
      where group.remoteID != nil && (group.seenAt ?? 0) < readAt {
        try session.lose(group)
      }
    }
    return count
  }

  private func keep(
    _ resource: JSONValue, _ app: AppRecord, _ readAt: Double, in session: any StoreSession
  ) throws {
    guard let id = resource.identifier, let name = resource["displayName"]?.scalarText,
      !name.isEmpty, !name.utf8.contains(0)
    else { return }
    var group =
      try session.group(app.id, named: name) ?? GroupRecord(app: app.id, name: name)
    // Two groups of one name cannot be told apart by a rule: the first one read is taken.
    if group.seenAt == readAt { return }
    if group.remoteID != id {
      // Another one than was there before: nobody is known to be in it.
      if group.remoteID != nil { try session.lose(group) }
      group.origin = .found
      group.strays = []
    }
    group.remoteID = id
    group.name = name
    group.seenAt = readAt
    try session.save(group)
  }
}
