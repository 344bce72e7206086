import Text
import Provisioning
import SCIM

/// What a run finds out about an app and need not ask twice.
actor AppKnowledge {
  /// How an app finds resources by an attribute.
  enum Finding {
    case unknown
    /// Filters work.
    case filters
    /// Filters are ignored or refused: everything is read once instead.
    case everything
  }

  /// A reading of a whole collection; others wait for it while it is under way.
  private final class Reading {
    var result: [JSONValue]?
    var waiting: [CheckedContinuation<[JSONValue], any Error>] = []
  }

  /// The look before many accounts are made.
  nonisolated let pages: PageLookup

  private var finding: [String: Finding] = [:]
  private var everything: [String: Reading] = [:]
  private var added: [String: [JSONValue]] = [:]
  private var members: [String: ShownMembers] = [:]
  private var believed: [String: Set<String>] = [:]
  /// Whether the app answers by a filter who is in a group; `nil` while that is not known.
  private(set) var membersFilter: Bool?
  private var busyGroups: Set<String> = []
  private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

  init(_ time: any TimeSource) { pages = PageLookup(time) }

  /// How the app finds resources of a collection.
  func finding(in collection: String) -> Finding { finding[collection] ?? .unknown }

  /// Remembers how the app finds resources of a collection.
  func learn(_ way: Finding, in collection: String) { finding[collection] = way }

  /// Every resource of a collection, read once in a run, and those that were made since.
  func all(_ collection: String, read: @Sendable () async throws -> [JSONValue])
    async throws -> [JSONValue]
  {
    try await known(collection, read) + (added[collection] ?? [])
  }

  /// Every resource of a collection, where this run has read them all.
  func everyone(in collection: String) -> [JSONValue]? {
    everything[collection]?.result.map { $0 + (added[collection] ?? []) }
  }

  private func known(_ collection: String, _ read: @Sendable () async throws -> [JSONValue])
    async throws -> [JSONValue]
  {
    if let reading = everything[collection] {
      if let result = reading.result { return result }
      return try await withCheckedThrowingContinuation { reading.waiting.append($0) }
    }
    let reading = Reading()
    everything[collection] = reading
    let result: Result<[JSONValue], any Error>
    do {
      result = .success(try await read())
    } catch {
      result = .failure(error)
      // Whoever comes next reads by himself.
      if everything[collection] === reading { everything[collection] = nil }
    }
    reading.result = try? result.get()
    for waiting in reading.waiting { waiting.resume(with: result) }
    return try result.get()
  }

  /// Forgets what was read of a collection, because something may have been made since that this run
  /// does not know of.
  func forget(_ collection: String) {
    everything[collection] = nil
    added[collection] = nil
  }

  /// Remembers a resource that was made in this run. Accounts may be a million: they are kept only
  /// where all of them are read to find one.
  func made(_ resource: JSONValue, in collection: String) {
    let isRead = everything[collection] != nil || finding(in: collection) == .everything
    if isRead || collection != "Users" { added[collection, default: []].append(resource) }
  }

  /// Who is shown in a group, where this run saw it.
  func members(of group: String) -> ShownMembers? { members[group] }

  /// Remembers who is shown in a group; `nil` when it is not known any more.
  func saw(_ shown: ShownMembers?, in group: String) { members[group] = shown }

  /// Who was put into a group in this run and is not shown by the app.
  func believed(in group: String) -> Set<String> { believed[group] ?? [] }

  /// Remembers what an app took and does not show.
  func believe(_ ids: Set<String>, isIn: Bool, in group: String) {
    if isIn {
      believed[group, default: []].formUnion(ids)
    } else {
      believed[group]?.subtract(ids)
    }
  }

  /// Remembers whether the app answers by a filter who is in a group.
  func learn(membersFilter answers: Bool) { membersFilter = answers }

  /// Waits until nobody else of this process writes to a group.
  func enter(_ group: String) async {
    if busyGroups.insert(group).inserted { return }
    await withCheckedContinuation { waiting[group, default: []].append($0) }
  }

  /// Lets the next one write to a group.
  func leave(_ group: String) {
    if var queue = waiting[group], !queue.isEmpty {
      let next = queue.removeFirst()
      waiting[group] = queue
      next.resume()
    } else {
      busyGroups.remove(group)
    }
  }
}
