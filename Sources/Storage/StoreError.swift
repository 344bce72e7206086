import GRDB

/// Why the store cannot be used, in a sentence for a person.
public struct StoreError: Error, Sendable, Hashable {
  /// What happened, and what to do now.
  public let sentence: String

  static let newer = StoreError(
    sentence:
      "the store was written by a newer usher, and was left untouched; use that version, or another --home"
  )

  static let lost = StoreError(sentence: "the store gave no answer; run the command again")

  init(sentence: String) {
    self.sentence = sentence
  }

  init(opening path: String, _ error: any Error) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError where error.resultCode == .SQLITE_NOTADB:
      self.init(sentence: "\(path) is no usher store, and was left untouched; name another --home")
    case let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN:
      self.init(
        sentence: "the store \(path) cannot be opened; check that its folder exists and is yours")
    case let error as DatabaseError: self.init(working: error)
    default:
      self.init(sentence: "the store \(path) cannot be opened; check its folder's rights")
    }
  }

  init(working error: DatabaseError) {
    self.init(sentence: Self.words(error.resultCode, error.message ?? "no reason given"))
  }

  private static func words(_ code: ResultCode, _ what: String) -> String {
    switch code {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      "the store is held by another process; nothing was changed; wait for it and run the command again"
    case .SQLITE_FULL:
      "the disk is full; nothing was changed; make room and run the command again"
    case .SQLITE_READONLY:
      "the store is read-only; nothing was changed; check the file's owner and rights"
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      "the store is damaged (\(what)); nothing was changed; bring back a copy of it"
    case .SQLITE_IOERR:
      "the disk failed under the store (\(what)); nothing was changed"
    default:
      "the store refused (\(what)); nothing was changed; this is a fault of usher's"
    }
  }
}
