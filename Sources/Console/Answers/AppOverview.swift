public import Engine
public import Provisioning
import SCIM

/// An app as the context line and its screens need it.
public struct AppOverview: Sendable, Hashable {
  /// The app.
  public var app: AppRecord
  /// How many tasks have each status.
  public var counts: [TaskStatus: Int]
  /// How many users were evaluated under older rules.
  public var stale: Int
  /// How many users wait for an evaluation that was stopped by a limit.
  public var held: Int
  /// How many groups are known.
  public var groups: Int
  /// How many accounts of the app are there and active.
  public var accounts: Int
  /// How many users the directory has.
  public var users: Int
  /// What the app was seen to do with the attributes that it is sent.
  public var findings: [AttributeFinding]
  /// Whether people work with it.
  public var environment: AppEnvironment { app.definition.connection.kind }

  /// An overview.
  public init(
    app: AppRecord, counts: [TaskStatus: Int], stale: Int = 0, held: Int = 0, groups: Int = 0,
    accounts: Int = 0,
    users: Int = 0, findings: [AttributeFinding] = []
  ) {
    self.app = app
    self.counts = counts
    self.stale = stale
    self.held = held
    self.groups = groups
    self.accounts = accounts
    self.users = users
    self.findings = findings
  }

  /// The vendor's parameters with the app's own over them.
  var parameters: [Parameter] {
    var merged = app.vendor.parameters
    for own in app.definition.parameters {
      if let index = merged.firstIndex(where: { $0.path.lowercased() == own.path.lowercased() }) {
        merged[index] = own
      } else {
        merged.append(own)
      }
    }
    return merged
  }

  /// The attributes of the app that a rule may set, by path: those that have a parameter first.
  var targets: [String] {
    let paths = parameters.map(\.path)
    let known = Set(paths.map { $0.lowercased() })
    let simple = app.userSchemas.schemas.first?.attributes.filter {
      $0.type != .complex && $0.mutability != .readOnly
    }
    return paths + (simple ?? []).map(\.name).filter { !known.contains($0.lowercased()) }
  }

  /// The host and port of the base URL.
  var host: String {
    String(app.definition.connection.baseURL.split(separator: "/").dropFirst().first ?? "")
  }
}
