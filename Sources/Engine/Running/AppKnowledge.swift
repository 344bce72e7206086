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

  private var finding: [String: Finding] = [:]
  private var everything: [String: Task<[JSONValue], any Error>] = [:]
  private var added: [String: [JSONValue]] = [:]
  private var members: [String: Set<String>] = [:]
  private var busyGroups: Set<String> = []
  private var waiting: [String: [CheckedContinuation<Void, Never>]] = [:]

  /// How the app finds resources of a collection.
  func finding(in collection: String) -> Finding { finding[collection] ?? .unknown }

  /// Remembers how the app finds resources of a collection.
  func learn(_ way: Finding, in collection: String) { finding[collection] = way }

  /// Every resource of a collection, read once in a run, and those that were made since.
  func all(_ collection: String, read: @escaping @Sendable () async throws -> [JSONValue])
    async throws -> [JSONValue]
  {
    let reading = everything[collection] ?? Task { try await read() }
    everything[collection] = reading
    do {
      return try await reading.value + (added[collection] ?? [])
    } catch {
      everything[collection] = nil
      throw error
    }
  }

  /// Forgets what was read of a collection, because something may have been made since that this run
  /// does not know of.
  func forget(_ collection: String) {
    everything[collection] = nil
    added[collection] = nil
  }

  /// Remembers a resource that was made in this run.
  func made(_ resource: JSONValue, in collection: String) {
    added[collection, default: []].append(resource)
  }

  /// Who is in a group, where this run saw it.
  func members(of group: String) -> Set<String>? { members[group] }

  /// Remembers who is in a group; `nil` when it is not known any more.
  func saw(_ ids: Set<String>?, in group: String) { members[group] = ids }

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
