import Engine
import Provisioning
import Synchronization

/// A directory source that a test decides about.
final class FakeSource: DirectorySource, SourceOpener {
  /// What the source holds, and how it behaves.
  struct State: Sendable {
    var people: [SourcePerson] = []
    /// What each reading ends with, in order; after the last one they are whole.
    var problems: [SourceProblem] = []
    /// Who is there when asked for by key, though in no reading.
    var hidden: [SourcePerson] = []
    var findsByKey = true
    var stamp: String?
    /// What asking for the stamp ends with, in order.
    var stampProblems: [SourceProblem] = []
    /// How often it was read, and who was asked for.
    var readings = 0
    var asked: [String] = []
    /// What it tells beside its people; everyone is read where it is the whole.
    var extent = SourceExtent.whole
    /// Who changed, by key; they come with everything in an outline, and alone among changes.
    var changed: Set<String> = []
    /// The mark that a reading ends with, and why there is none.
    var mark: String?
    var why: String?
    /// The marks that readings began with.
    var marks: [String?] = []
    /// What happens while it is read, before it ends.
    var meanwhile: (@Sendable () throws -> Void)?
  }

  private let state: Mutex<State>

  init(_ people: [SourcePerson] = []) { state = Mutex(State(people: people)) }

  /// What it holds now.
  var now: State { state.withLock { $0 } }

  /// Changes what it holds.
  func change(_ body: @Sendable (inout State) -> Void) { state.withLock { body(&$0) } }

  func source(for definition: SourceDefinition) throws -> any DirectorySource { self }
  var sight: SourceSight { SourceSight(findsByKey: now.findsByKey) }
  func stamp() async throws -> String? {
    let problem = state.withLock { $0.stampProblems.isEmpty ? nil : $0.stampProblems.removeFirst() }
    if let problem { throw problem }
    return now.stamp
  }

  func read(
    since mark: String?, _ take: ([SourcePerson]) async throws -> Void
  ) async throws -> SourceReading {
    let (current, problem) = state.withLock { state in
      state.readings += 1
      state.marks.append(mark)
      return (state, state.problems.isEmpty ? nil : state.problems.removeFirst())
    }
    let extent = mark == nil ? .whole : current.extent
    let people = current.people.compactMap { $0.seen(extent, changed: current.changed) }
    for start in stride(from: 0, to: people.count, by: 3) {
      try await take(Array(people[start..<min(start + 3, people.count)]))
    }
    try current.meanwhile?()
    if let problem { throw problem }
    return SourceReading(extent, mark: current.mark, why: current.why)
  }

  func find(_ keys: [String]) async throws -> [SourcePerson] {
    state.withLock { $0.asked += keys }
    return (now.people + now.hidden).filter { keys.contains($0.key) }
  }

  func prove(_ step: (SourceStep) -> Void) async -> SourceProof { SourceProof() }
}

extension SourcePerson {
  /// As a reading shows them; `nil` where it does not.
  fileprivate func seen(_ extent: SourceExtent, changed: Set<String>) -> SourcePerson? {
    switch extent {
    case .whole: return self
    case .changes: return changed.contains(key) ? self : nil
    case .outline:
      if changed.contains(key) { return self }
      var person = self
      person.isOutline = true
      person.entry.user.attributes = ["external_id": key]
      person.entry.mentioned = DirectoryEntry.Mentioned(
        attributes: .only(["external_id", "manager"]), status: true, roles: true)
      return person
    }
  }
}

/// Lines in memory.
final class MemorySpool: SourceSpool {
  private var lines: [[UInt8]] = []

  func add(_ line: [UInt8]) { lines.append(line) }
  func each(_ body: ([UInt8]) throws -> Void) throws { try lines.forEach(body) }
  func clear() { lines = [] }
}

extension SourcePerson {
  /// A person of a source, who holds the role Staff unless others are named.
  static func named(
    _ name: String, key: String? = nil, roles: [String] = ["Staff"], manager: String? = nil,
    title: String? = nil, ends: String? = nil
  ) -> SourcePerson {
    var user = DirectoryUser(username: name, roles: roles)
    let key = key ?? "key-\(name)"
    user.attributes = ["external_id": key, "email": "\(name)@x.example"]
    user.attributes["title"] = title
    user.attributes["ends_on"] = ends
    let names: Set = ["external_id", "email", "title", "manager"]
    let mentioned = DirectoryEntry.Mentioned(
      attributes: .only(ends == nil ? names : names.union(["ends_on"])), status: true, roles: true)
    return SourcePerson(
      key: key, reference: "cn=\(key)", manager: manager.map { "cn=key-\($0)" },
      entry: DirectoryEntry(user, mentioned: mentioned))
  }
}

extension Fixture {
  /// Sets a source up.
  func setUp(_ name: String, limits: SourceLimits = SourceLimits(), every: Double? = nil) throws {
    let definition = SourceDefinition(
      name: name, kind: .ldap, location: "ldaps://127.0.0.1", base: "dc=x", every: every,
      limits: limits)
    _ = try engine.configuration.apply([], sources: [definition])
  }

  /// Reads a source.
  @discardableResult
  func sync(
    _ name: String, _ source: FakeSource, _ edit: (inout SyncRequest) -> Void = { _ in }
  ) async throws -> SyncResult {
    var request = SyncRequest()
    edit(&request)
    return try await DirectorySync(engine, sources: source) { MemorySpool() }.sync(name, request)
  }

  /// Who is in the directory.
  var usernames: [String] {
    get throws {
      var names: [String] = []
      _ = try engine.directory.users(search: "", role: nil, limit: nil) {
        names.append($0.username)
      }
      return names.sorted()
    }
  }

  /// A user as they are stored.
  func user(_ name: String) throws -> DirectoryUser { try engine.reasons.why(name).user }

  /// What is known of a source.
  func state(of name: String) throws -> SourceState {
    try engine.sources.all().first { $0.name == name }?.state ?? SourceState()
  }
}
