import Synchronization

/// The exchanges of one execution that are not written down yet, in their order.
final class ExchangeNotes: Sendable {
  private let notes = Mutex<[AttemptRecord]>([])

  func add(_ note: AttemptRecord) { notes.withLock { $0.append(note) } }

  /// Hands over all of them.
  func take() -> [AttemptRecord] {
    notes.withLock { notes in
      defer { notes = [] }
      return notes
    }
  }

  /// Takes back what could not be written.
  func putBack(_ earlier: [AttemptRecord]) { notes.withLock { $0 = earlier + $0 } }
}
