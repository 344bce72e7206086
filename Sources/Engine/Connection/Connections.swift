import Text
import Foundation
import Provisioning
import SCIM

/// How an app is reached, and the proof that it can be.
public struct Connections: Sendable {
  let store: any Store
  let time: any TimeSource
  let chance: any Chance
  let actor: Actor
  let transports: any TransportSource

  /// A client for an app, which shares the app's budget with all others.
  func client(for app: AppRecord) throws -> AppClient {
    AppClient(
      transport: try transports.transport(for: app),
      pacer: Pacer(
        rate: app.ways.rateLimit, time: time, budget: StoredPace(store: store, app: app.id)),
      time: time,
      habits: AppHabits(base: app.definition.connection.baseURL))
  }

  /// Looks at an app, keeps what was seen, and ends a pause where all is well. It only reads.
  ///
  /// - Parameter enabling: whether the connection is enabled where the look succeeds.
  public func test(_ name: String, enabling: Bool = false) async throws
    -> ConnectionReport
  {
    let app = try store.app(named: name)
    let isSecure = app.definition.connection.baseURL.lowercased().hasPrefix("https")
    let nobody = "usher-looks-for-nobody-\(Int(chance.fraction() * 1e9))"
    let report = await ConnectionTest(
      client: try client(for: app), isSecure: isSecure, nobody: nobody
    ).run()
    try store.write { session in
      guard var record = try session.apps.app(app.id) else { return }
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
      try session.apps.save(record)
      if enabling, report.isUsable, !app.isConnected {
        try session.audit.add(at: time.now(), actor, "connection.enable", app.name, [:])
      }
    }
    return report
  }

  /// Stops sending anything to an app.
  public func disable(_ name: String) throws {
    try store.write { session in
      var app = try session.existingApp(named: name)
      guard app.isConnected || app.api.state != .disabled else { return }
      app.isConnected = false
      app.api = APIStatus(state: .disabled, detail: "disabled by \(actor.name)")
      try session.apps.save(app)
      try session.audit.add(at: time.now(), actor, "connection.disable", app.name, [:])
    }
  }
}
