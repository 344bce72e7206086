import Engine
import Provisioning

/// A tenant as one process reads it: page by page, while it goes on to change.
struct TenantSource: DirectorySource, @unchecked Sendable {
  // Unchecked, because everything of a world runs on the scheduler's one thread.

  let tenant: Tenant
  let life: Life
  let dice: Dice
  let scheduler: Scheduler
  /// How rarely something of a reading goes wrong; 0 for never.
  let fails: () -> Int

  private static let page = 2

  var sight: SourceSight { SourceSight(findsByKey: tenant.findsByKey) }

  func stamp() async throws -> String? {
    try await ask()
    return tenant.hasStamp ? "\(tenant.version)" : nil
  }

  func read(since mark: String?, _ take: ([SourcePerson]) async throws -> Void) async throws
    -> SourceReading
  {
    try await ask()
    let time = mark.flatMap(tenant.time(of:))
    let next = tenant.mark
    var last = ""
    while let page = page(after: last, time) {
      last = page.last ?? last
      try await take(page.compactMap { person(called: $0, since: time) })
      if dice.once(in: fails()) {
        // A page that comes twice, or no further one.
        if dice.once(in: 2) { try await take(page.compactMap { person(called: $0, since: time) }) }
        throw SourceProblem(.incomplete, "it broke off", heals: dice.once(in: 2))
      }
      try await ask()
    }
    guard mark == nil || time != nil else {
      return SourceReading(mark: next, why: "it does not know the mark any more")
    }
    if time == nil { return SourceReading(mark: next) }
    if tenant.showsEveryone { return SourceReading(.outline, mark: next) }
    let roles = tenant.people.compactMap { person in
      person.hasRole ? person.key.map { ($0, [Staff.role]) } : nil
    }
    let changes = SourceChanges(
      people: tenant.people.count, roles: Dictionary(uniqueKeysWithValues: roles))
    return SourceReading(.changes(changes), mark: next)
  }

  func find(_ keys: [String]) async throws -> [SourcePerson] {
    try await ask()
    return keys.compactMap { key in tenant.person(key: key).map { whole($0, key) } }
  }

  func prove(_ step: (SourceStep) -> Void) async -> SourceProof { SourceProof() }

  /// An answer takes a while, and the dead get none.
  private func ask() async throws {
    await life.wait { wake in scheduler.after(dice.seconds(0.01, 0.4), wake) }
    if life.isOver { throw SourceProblem(.unreachable, "nobody is there to ask") }
    if dice.once(in: 4 * fails()) {
      throw SourceProblem(.unreachable, "it does not answer", heals: dice.once(in: 2))
    }
  }

  /// The keys of the next page, in the order of keys.
  private func page(after key: String, _ time: Int?) -> [String]? {
    let isShort = time != nil && !tenant.showsEveryone
    let keys = tenant.people.compactMap(\.key).filter { key in
      !isShort || tenant.changed[key, default: 0] >= time ?? 0
    }
    let page = keys.sorted().filter { $0 > key }.prefix(Self.page)
    return page.isEmpty ? nil : Array(page)
  }

  /// Somebody as the list shows them; `nil` where it leaves them out though they are there.
  private func person(called key: String, since time: Int?) -> SourcePerson? {
    guard let person = tenant.person(key: key) else { return nil }
    // A list may leave somebody out whom a look at the person shows.
    if time == nil, tenant.findsByKey, dice.once(in: 4 * fails()) { return nil }
    var seen = whole(person, key)
    guard let time, tenant.changed[key, default: 0] < time else { return seen }
    seen.isOutline = true
    seen.entry.user.attributes = ["external_id": key]
    seen.entry.mentioned = DirectoryEntry.Mentioned(
      attributes: .only(["external_id", "manager"]), status: true, roles: true)
    return seen
  }

  private func whole(_ person: Staff.Person, _ key: String) -> SourcePerson {
    let attributes: Set = [
      "external_id", "firstname", "lastname", "email", "title", "department", "manager",
    ]
    return SourcePerson(
      key: key, reference: key, manager: tenant.managers[key],
      entry: DirectoryEntry(
        person.user,
        mentioned: DirectoryEntry.Mentioned(
          attributes: .only(attributes), status: true, roles: true)))
  }
}

/// Opens the tenants of a world for one process.
struct TenantOpener: SourceOpener, @unchecked Sendable {
  // Unchecked, because everything of a world runs on the scheduler's one thread.

  let sources: [String: TenantSource]

  func source(for definition: SourceDefinition) throws -> any DirectorySource {
    guard let source = sources[definition.name] else {
      throw SourceProblem(.configuration, "there is no \(definition.name)")
    }
    return source
  }
}

/// A reading that is kept in memory.
final class TenantSpool: SourceSpool {
  private var lines: [[UInt8]] = []

  func add(_ line: [UInt8]) { lines.append(line) }
  func each(_ body: ([UInt8]) throws -> Void) throws { try lines.forEach(body) }
  func clear() { lines = [] }
}
