import Synchronization

/// The exchanges of one execution in their order, and which of them are not written down yet.
final class ExchangeNotes: Sendable {
  private let notes = Mutex<[AttemptRecord]>([])
  private let known = Mutex<[AttemptRecord]>([])

  func add(_ note: AttemptRecord) {
    notes.withLock { $0.append(note) }
    known.withLock { $0.append(note) }
  }

  /// Whether all of them are written down.
  var isEmpty: Bool { notes.withLock { $0.isEmpty } }

  /// All of them, written down or not.
  var all: [AttemptRecord] { known.withLock { $0 } }

  /// Hands over those that are not written down yet.
  func take() -> [AttemptRecord] {
    notes.withLock { notes in
      defer { notes = [] }
      return notes
    }
  }

  /// Takes back what could not be written.
  func putBack(_ earlier: [AttemptRecord]) { notes.withLock { $0 = earlier + $0 } }
}
