import Dispatch
import Provisioning
import Synchronization

/// Reads the entries of a source on a thread of its own, pages ahead of whoever takes them: a file is
/// read while the store works, and a short one as a whole before its transaction begins.
final class EntriesAhead: Sendable {
  /// Calls its argument for each entry.
  typealias Source = @Sendable ((DirectoryEntry) throws -> Void) throws -> Void

  /// Users who were read, with the keys that say who they are.
  typealias Page = [(entry: DirectoryEntry, person: IdentifiedUser)]

  /// How many pages are read ahead.
  static let depth = 40

  /// Nobody takes what is read any more.
  private struct GivenUp: Error {}

  private struct State {
    var pages: [Page] = []
    var end: Result<Void, any Error>?
    var isGivenUp = false
  }

  private let state = Mutex(State())
  // A semaphore must not end below where it began.
  private let room = DispatchSemaphore(value: 0)
  private let filled = DispatchSemaphore(value: 0)
  /// Signalled when the source is read, or as many pages as are read ahead.
  private let begun = DispatchSemaphore(value: 0)

  /// Begins to read.
  ///
  /// - Parameters:
  ///   - identity: the attributes that say who somebody is.
  ///   - size: how many entries a page has.
  init(_ source: @escaping Source, identity: [String], size: Int) {
    for _ in 0..<Self.depth { room.signal() }
    let thread = DispatchQueue(label: "entries ahead", qos: .userInitiated)
    thread.async { self.read(source, identity, size) }
  }

  private func read(_ source: Source, _ identity: [String], _ size: Int) {
    var page: Page = []
    let end = Result {
      try source { entry in
        page.append((entry, IdentifiedUser(entry.user, by: identity)))
        guard page.count == size else { return }
        try give(page)
        page = []
      }
      if !page.isEmpty { try give(page) }
    }
    state.withLock { $0.end = end }
    filled.signal()
    begun.signal()
  }

  private func give(_ page: Page) throws {
    room.wait()
    let count = try state.withLock { state in
      if state.isGivenUp { throw GivenUp() }
      state.pages.append(page)
      return state.pages.count
    }
    filled.signal()
    if count == Self.depth { begun.signal() }
  }

  /// Waits until as much was read as is read ahead.
  func fill() { begun.wait() }

  /// The next page; `nil` at the end.
  ///
  /// - Throws: what the source throws, at its place.
  func next() throws -> Page? {
    filled.wait()
    let page: Page? = try state.withLock { state in
      guard state.pages.isEmpty else { return state.pages.removeFirst() }
      try state.end?.get()
      return nil
    }
    room.signal()
    return page
  }

  /// Ends the reading, also in the middle.
  func giveUp() {
    state.withLock { state in
      state.isGivenUp = true
      state.pages = []
    }
    room.signal()
  }
}
