import Text
import Engine
public import Provisioning
public import SCIM

/// Reads an app of a tenant, for taking it over.
public struct OneLoginAppReader: Sendable {
  let client: OneLoginClient
  let settings: OneLoginSettings
  let vendors: VendorCatalog

  /// - Parameters:
  ///   - settings: how the tenant is read as a directory.
  ///   - vendors: of which the apps may be.
  ///   - transport: the way to the tenant, with an access token on each request.
  ///   - pause: waits for a number of seconds.
  public init(
    _ settings: OneLoginSettings, vendors: VendorCatalog, transport: any HTTPTransport,
    pause: @escaping @Sendable (Double) async -> Void
  ) {
    self.settings = settings
    self.vendors = vendors
    client = OneLoginClient(transport: transport, pause: pause)
  }

  /// Reads an app by its name or id and translates it.
  public func takeOver(_ app: String, template: OneLoginTemplate?) async throws -> TakeOver {
    try await translated(app, template).taken
  }

  /// An app as usher's and as OneLogin's own.
  func translated(
    _ app: String, _ template: OneLoginTemplate?
  ) async throws -> (taken: TakeOver, form: OneLoginAppForm, mapping: OneLoginMapping) {
    let form = try await read(try await id(of: app))
    let fields = try await client.json("/api/2/users/custom_attributes").array ?? []
    let mapping = try OneLoginMapping(
      settings, customFields: fields.compactMap { $0["shortname"]?.string })
    let taken = TakeOver(
      form, mapping: mapping, roles: settings.roles, template: template, vendors: vendors)
    return (taken, form, mapping)
  }

  /// The id of an app that is called so, or that has this id.
  private func id(of app: String) async throws -> Int {
    let listed = try await client.all(OneLoginPages("/api/2/apps", of: "apps"))
    let apps = listed.compactMap { json in
      json["id"]?.integer.map { (id: $0, name: json["name"]?.string ?? "") }
    }
    if let id = Int(app), apps.contains(where: { $0.id == id }) { return id }
    let found = apps.filter { $0.name.isSame(as: app) }
    if found.count == 1 { return found[0].id }
    if found.count > 1 {
      let ids = found.map { String($0.id) }.joined(separator: ", ")
      throw SourceProblem(
        .configuration, "OneLogin has \(found.count) apps named \(app); name one by its id: \(ids)")
    }
    let near = nearestName(to: app, in: apps.map(\.name)).map { "did you mean \($0)?" }
    let some = apps.prefix(10).map(\.name).joined(separator: ", ")
    throw SourceProblem(
      .configuration, "OneLogin has no app \(app); \(near ?? "there are \(some)")")
  }

  private func read(_ id: Int) async throws -> OneLoginAppForm {
    let path = "/api/2/apps/\(id)"
    let json = try await client.json(path)
    var app = OneLoginAppForm(id: id, name: json["name"]?.string ?? String(id))
    app.configuration = json["configuration"]?.object ?? JSONObject()
    app.parameters = (json["parameters"]?.object?.members ?? []).map {
      OneLoginParameter($0.name, $0.value)
    }
    for query in ["", "?enabled=false"] {
      let rules = try await client.json("\(path)/rules\(query)").array
      guard let rules else {
        throw SourceProblem(.unreadable, "OneLogin's list of rules is no list")
      }
      app.rules += rules.map(OneLoginRule.init)
    }
    for role in try await client.all(OneLoginPages("/api/2/roles", of: "roles")) {
      if let id = role["id"]?.scalarText { app.roleNames[id] = role["name"]?.string ?? id }
    }
    for group in try await client.wrapped("/api/1/groups", of: "groups") {
      if let id = group["id"]?.scalarText { app.groupNames[id] = group["name"]?.string ?? id }
    }
    app.roles = (json["role_ids"]?.array ?? []).compactMap { role in
      role.scalarText.flatMap { app.roleNames[$0] }
    }
    try await readValues(&app, path)
    return app
  }

  /// The names of the values that the rules' actions use; free text has none.
  private func readValues(_ app: inout OneLoginAppForm, _ path: String) async throws {
    let actions = Set(app.rules.filter(\.isEnabled).flatMap(\.actions).map(\.name))
    for action in actions.sorted() {
      let place = "\(path)/rules/actions/\(PercentEncoding.encode(action))/values"
      let answer = try await client.get(place, accepting: [404])
      guard answer.status == 200, !answer.body.isEmpty else { continue }
      var names: [String: String] = [:]
      for value in try OneLoginClient.json(answer, place).array ?? [] {
        if let id = value["value"]?.scalarText { names[id] = value["name"]?.string ?? id }
      }
      app.values[action] = names
    }
  }
}
