import Text
import Provisioning
import SCIM

extension Execution {
  /// The accounts that have this value, as far as the app shows them. Never the first of a list:
  /// some servers ignore filters and answer with everyone.
  func accounts(where path: AttributePath, is value: String) async throws -> [JSONValue] {
    let filter = Filter.equals(path, value)
    if looksInPages, let listed = await listed(path, value) {
      return listed.filter { filter.matches($0, schemas: schemas) }
    }
    let found = try await find("Users", path, value) { resources in
      resources.filter { filter.matches($0, schemas: schemas) }
    }
    // Of names that differ in case the very one is meant, where an app has both.
    let exact = found.filter { $0.values(at: path).contains { $0.scalarText == value } }
    return exact.isEmpty ? found : exact
  }

  /// The accounts that may have this value, where the run reads everyone instead of asking.
  private func listed(_ path: AttributePath, _ value: String) async -> [JSONValue]? {
    let (reader, matching) = (ResourceReader(client, app), app.definition.connection.matching)
    return await knowledge.pages.candidates(path, value) {
      var index = AccountIndex(matching)
      try await reader.readAll("Users") { page in
        for account in page { index.add(account) }
      }
      return index
    }
  }

  /// The groups of this name.
  func groups(named name: String) async throws -> [JSONValue] {
    try await find("Groups", "displayName", name) { Self.matches($0, "displayName", name) }
  }

  /// The resource that an answer to a look at this id holds, with the id where the server left it
  /// out; `nil` where it holds none.
  ///
  /// An answer with another id, or with nothing of a resource, is one to another request, as caches
  /// and proxies mix them up: nothing is done on the strength of it.
  func resource(_ response: HTTPResponse, id: String) throws -> JSONValue? {
    guard response.status == 200, let resource = try? JSONValue(parsing: response.body) else {
      return nil
    }
    if let shown = resource.identifier {
      if shown.lowercased() == id.lowercased() { return resource }
    } else if var object = resource.object, object["id"] == nil,
      object["userName"] != nil || object["displayName"] != nil
    {
      object["id"] = .string(id)
      return .object(object)
    }
    throw ExecutionStop(
      outcome: .failed(
        failure(
          response,
          advice:
            "the app was asked for \(id) and answered with something else (\(resource.identifier ?? "no id")): look for a cache or a proxy in between, then retry"
        )))
  }

  private func find(
    _ collection: String, _ path: AttributePath, _ value: String,
    matching: ([JSONValue]) -> [JSONValue]
  ) async throws -> [JSONValue] {
    if await knowledge.finding(in: collection) == .everything {
      return matching(try await all(collection))
    }
    let query = ListQuery(
      filter: .equals(path, value),
      excludedAttributes: collection == "Groups" ? ["members"] : [])
    let response = try await exchange(.list(collection, query))
    switch response.status {
    case 200:
      if let page = try? ListPage(response: response) {
        let matches = matching(page.resources)
        if matches.count == page.resources.count {
          await knowledge.learn(.filters, in: collection)
          return matches
        }
      }
    case 404: return []
    // The token does not follow, and every other question would be sent elsewhere too.
    case 300..<400: throw ExecutionStop(outcome: .failed(failure(response)))
    case 403: throw ExecutionStop(outcome: .failed(failure(response)))
    case 500...:
      if response.status != 501 { throw ExecutionStop(outcome: .failed(failure(response))) }
    default: break
    }
    await knowledge.learn(.everything, in: collection)
    return matching(try await all(collection))
  }

  /// Every resource of a collection, read once in a run.
  func all(_ collection: String) async throws -> [JSONValue] {
    let reader = ResourceReader(client, app)
    do {
      return try await knowledge.all(collection) {
        var all: [JSONValue] = []
        try await reader.readAll(
          collection, excluded: collection == "Groups" ? ["members"] : []
        ) { all += $0 }
        return all
      }
    } catch let error as EngineError {
      throw ExecutionStop(outcome: outcome(of: error, reading: collection))
    }
  }

  /// How a task ends for which a list could not be read.
  private func outcome(of error: EngineError, reading collection: String) -> ExecutionOutcome {
    var status: Int?
    if case .connection(_, let answered) = error { status = answered }
    let words = TaskError(status: status, advice: error.sentence)
    switch status {
    case 401: return .pause(words)
    case 403 where collection == "Users": return .pause(words)
    // A page of a gateway in place of the list may be gone a little later.
    case nil, 200: return .later(words, after: backoff)
    case let status? where Disposition.heals(status): return .later(words, after: backoff)
    case .some: return .failed(words)
    }
  }

  /// The resources that really have the value: those that have it to the letter, else those that
  /// have it in another case.
  private static func matches(_ resources: [JSONValue], _ path: String, _ value: String)
    -> [JSONValue]
  {
    let exact = resources.filter { $0[path]?.scalarText == value }
    if !exact.isEmpty { return exact }
    let key = value.lowercased()
    return resources.filter { $0[path]?.scalarText?.lowercased() == key }
  }
}
