import Text
public import Engine
public import Provisioning
public import SCIM
import Synchronization

/// A SCIM service provider as a source: its users, and its groups as roles.
public struct SCIMDirectory: DirectorySource {
  private let definition: SourceDefinition
  /// The attribute that people are known by; `nil` for the server's own ids.
  private let otherKey: String?
  let client: ProviderClient
  private let map: ResourceMap
  /// The groups of the last reading, for those who are looked up after it.
  private let last = Box()

  private static let pageSize = 100

  /// - Throws: `SourceProblem` where the settings cannot be used.
  public init(
    _ definition: SourceDefinition, transport: any HTTPTransport, time: any TimeSource
  ) throws {
    self.definition = definition
    otherKey = definition.key == "id" ? nil : definition.key
    client = ProviderClient(transport, baseURL: definition.location, time: time)
    map = try ResourceMap(definition)
  }

  /// People are looked up by the server's own ids.
  public var sight: SourceSight { SourceSight(findsByKey: otherKey == nil) }

  /// A server tells of no change by itself.
  public func stamp() async throws -> String? { nil }

  /// Reads the groups, then every user, or those who changed where the server filters by that.
  public func read(
    since mark: String?, _ take: ([SourcePerson]) async throws -> Void
  ) async throws -> SourceReading {
    let groups = try await readGroups()
    last.keep(groups)
    let changes = ProviderChanges(self)
    var reading = SourceReading()
    if let mark {
      switch try await changes.start(since: mark) {
      case .refused(let why): reading.why = why
      case .filter(let filter, let people):
        let roles = definition.roles == nil ? nil : groups.held.mapValues { $0.sorted() }
        reading.extent = .changes(SourceChanges(people: people, roles: roles))
        reading.mark = mark
        try await read(filter, &reading, groups, take)
        return reading
      }
    }
    let count = try await read(nil, &reading, groups, take)
    if reading.why == nil, reading.mark != nil {
      reading.why = try await changes.refusal(people: count)
      if reading.why != nil { reading.mark = nil }
    }
    return reading
  }

  /// Reads everyone or those of a filter, and moves the mark on.
  ///
  /// - Returns: how many came.
  @discardableResult
  private func read(
    _ filter: Filter?, _ reading: inout SourceReading, _ groups: ProviderGroups,
    _ take: ([SourcePerson]) async throws -> Void
  ) async throws -> Int {
    var strange = 0
    var mark = ProviderMark(reading.mark)
    let count = try await readAll("Users", filter) { resources in
      let people = resources.compactMap { person($0) }
      strange += resources.count - people.count
      for resource in resources { mark.note(resource, groups) }
      try await take(people)
    }
    if strange > 0 {
      reading.notes.append(
        strange == 1
          ? "1 user without an id is left out" : "\(strange) users without an id are left out")
    }
    (reading.mark, reading.why) = (mark.text, reading.why ?? mark.problem)
    if let otherKey {
      (reading.mark, reading.why) = (nil, "people are known by \(otherKey), not by id")
    }
    return count
  }

  /// Looks users up by their ids.
  public func find(_ keys: [String]) async throws -> [SourcePerson] {
    var found: [SourcePerson] = []
    for key in keys {
      let response = try await client.read(.get("Users", id: key), what: "Users")
      switch response.status {
      case 404: continue
      case 200:
        guard let resource = try? JSONValue(parsing: response.body), let person = person(resource)
        else {
          throw SourceProblem(.unreadable, "the user \(key) cannot be read; nothing was taken")
        }
        found.append(person)
      default: throw ProviderClient.problem(response, reading: "the user \(key)")
      }
    }
    return found
  }

  /// Reads everything, and shows three people.
  public func prove(_ step: (SourceStep) -> Void) async -> SourceProof {
    var name = "reach and token"
    do {
      let first = try await page("Users", ListQuery(startIndex: 1, count: 1))
      step(
        SourceStep(
          name, holds: true,
          "\(definition.location) answers\(first.totalResults.map { ", \($0) users" } ?? "")"))
      name = "groups"
      let groups = try await readGroups()
      if definition.roles != nil {
        step(
          SourceStep(
            name, holds: true,
            "\(groups.roles.count) become roles, with \(groups.held.count) members"))
      }
      last.keep(groups)
      name = "people"
      var people: [SourcePerson] = []
      let count = try await readAll("Users") { resources in
        people += resources.prefix(3 - people.count).compactMap { person($0) }
      }
      step(SourceStep(name, holds: count > 0, "\(count) users, whole"))
      step(SourceStep("changes", holds: true, try await changes(count)))
      step(
        SourceStep(
          "deletions", holds: true,
          sight.findsByKey
            ? "seen when there are fewer users than are known; whoever is missing is asked for by id before they count as gone"
            : "whoever is missing counts as gone, since people are known by \(otherKey ?? "")"
        ))
      return SourceProof(people: people, origins: map.origins)
    } catch {
      let sentence = (error as? SourceProblem)?.sentence ?? "it was interrupted"
      step(SourceStep(name, holds: false, sentence))
      return SourceProof()
    }
  }

  /// What is read between the readings of everyone.
  private func changes(_ count: Int) async throws -> String {
    let why =
      otherKey == nil
      ? try await ProviderChanges(self).refusal(people: count) : "people are not known by id"
    if let why { return "everyone is read each time, because \(why)" }
    return
      "between the readings by `full_every`, only who changed by meta.lastModified is read, and the groups each time"
  }

  private func person(_ resource: JSONValue) -> SourcePerson? {
    map.person(resource, roles: last.groups.roles(of: resource))
  }

  // MARK: Lists

  private func readGroups() async throws -> ProviderGroups {
    var book = ProviderGroups()
    guard let roles = definition.roles else { return book }
    var unshown: [String] = []
    _ = try await readAll("Groups") { groups in
      for group in groups {
        guard let role = roles.role(of: group["displayName"]?.string ?? "") else { continue }
        book.add(group, role: role)
        if group["members"] == nil, let id = group.identifier { unshown.append(id) }
      }
    }
    // Some servers show members only of a group that is asked for by itself.
    for id in unshown {
      let what = "the group \(id)"
      let response = try await client.read(.get("Groups", id: id), what: what)
      guard response.status == 200, let group = try? JSONValue(parsing: response.body) else {
        throw ProviderClient.problem(response, reading: what)
      }
      book.add(group, role: nil)
    }
    return book
  }

  /// Reads a list page by page. It is whole where as many different resources came as the server says
  /// that there are; a server that says no number is asked until a page brings nothing new.
  ///
  /// - Returns: how many came.
  private func readAll(
    _ collection: String, _ filter: Filter? = nil, _ take: ([JSONValue]) async throws -> Void
  ) async throws -> Int {
    var seen: Set<String> = []
    var query = ListQuery(filter: filter, startIndex: 1, count: Self.pageSize)
    while true {
      let page = try await page(collection, query)
      let fresh = page.resources.filter { resource in
        resource.identifier.map { seen.insert($0).inserted } ?? true
      }
      try await take(fresh)
      try Task.checkCancellation()
      if let cursor = page.nextCursor, !cursor.isEmpty, !fresh.isEmpty {
        query.cursor = cursor
        query.startIndex = nil
        continue
      }
      if let total = page.totalResults, seen.count >= total { return seen.count }
      guard fresh.isEmpty || query.cursor != nil else {
        query.startIndex = (query.startIndex ?? 1) + page.resources.count
        continue
      }
      guard let total = page.totalResults else { return seen.count }
      throw SourceProblem(
        .incomplete,
        "the server says that it has \(total) \(collection) and showed \(seen.count), so that not everyone was shown; nothing was taken",
        heals: true)
    }
  }

  func page(_ collection: String, _ query: ListQuery) async throws -> ListPage {
    let response = try await client.read(.list(collection, query), what: collection)
    guard response.status == 200 else {
      throw ProviderClient.problem(response, reading: collection)
    }
    do {
      return try ListPage(response: response)
    } catch {
      throw SourceProblem(
        .unreadable,
        "the server's list of \(collection) cannot be read: \(error.detail ?? "no reason"); check `url`",
        heals: true)
    }
  }

  private final class Box: Sendable {
    private let kept = Mutex(ProviderGroups())
    var groups: ProviderGroups { kept.withLock { $0 } }
    func keep(_ groups: ProviderGroups) { kept.withLock { $0 = groups } }
  }
}
