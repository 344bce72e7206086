public import Engine
import GRDB

/// Why the store cannot be used, in a sentence for a person.
public struct StoreError: StoreProblem, Sendable, Hashable {
  /// A short name that stays the same while the sentence may change.
  public let code: String
  /// What happened, to what, and what to do now.
  public let sentence: String
  /// Whether it goes away by itself, so that a worker waits and goes on.
  public let isPassing: Bool
  /// What is wrong in the store, without what to do, where a row cannot be read.
  let problem: String?

  static let newer = StoreError(
    sentence:
      "the store was written by a newer usher, and was left untouched; use that version, or another --home",
    code: "store-newer")

  static let full = StoreError(
    sentence:
      "the disk is full, so the store could not be written; make room and run the command again",
    code: "disk-full")

  static let lost = StoreError(
    sentence: "the store gave no answer; run the command again", code: "store-lost")

  static func linked(_ account: String) -> StoreError {
    StoreError(
      sentence:
        "the account \(account) is another user's, and is not given to anybody else by itself; usher unlink takes it from them",
      code: "account-linked")
  }

  /// - Parameter code: of an error of its own; the others mean that the store cannot be used as it is.
  init(sentence: String, code: String = "store-unusable", isPassing: Bool = false) {
    self.code = code
    self.sentence = sentence
    self.isPassing = isPassing
    problem = nil
  }

  /// - Parameter place: the table and the key: `the row of user with id 3`.
  init(unreadable column: String, of place: String) {
    let problem = "\(place) holds no readable \(column)"
    self.problem = problem
    code = "store-unreadable"
    isPassing = false
    sentence =
      "\(problem), so nothing was done; usher store check lists such rows; bring back a backup"
  }

  init(opening path: String, _ error: any Error) {
    switch error {
    case let error as StoreError: self = error
    case let error as DatabaseError where error.resultCode == .SQLITE_NOTADB:
      self = .noStore(path)
    case let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT:
      self = .damaged(path, error.message ?? "no reason given")
    case let error as DatabaseError where error.resultCode == .SQLITE_CANTOPEN:
      self.init(cannotOpen: path)
    case let error as DatabaseError: self.init(working: error, path: path)
    default:
      self.init(sentence: "the store \(path) cannot be opened; check its folder's rights")
    }
  }

  init(working error: DatabaseError, path: String? = nil) {
    let code = error.resultCode
    let isHeld = code == .SQLITE_BUSY || code == .SQLITE_LOCKED
    let holders = isHeld ? path.map { LockHolders(of: $0).words } ?? "" : ""
    self.init(
      sentence: Self.words(
        code, error.message ?? "no reason given", holders.isEmpty ? "another process" : holders),
      code: Self.code(code), isPassing: isHeld)
  }

  private static func code(_ result: ResultCode) -> String {
    switch result {
    case .SQLITE_BUSY, .SQLITE_LOCKED: "store-busy"
    case .SQLITE_FULL: full.code
    case .SQLITE_READONLY: readOnly.code
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: "store-damaged"
    case .SQLITE_IOERR: "disk-failed"
    default: "store-refused"
    }
  }

  private static func words(_ code: ResultCode, _ what: String, _ holders: String) -> String {
    switch code {
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      "the store is held by \(holders); nothing was changed; wait for it and run the command again"
    case .SQLITE_FULL: full.sentence
    case .SQLITE_READONLY: readOnly.sentence
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      "the store is damaged (\(what)) and was not written; usher store check says where; bring back a backup"
    case .SQLITE_IOERR:
      "the disk failed under the store (\(what)); see that it is there and has room, and run the command again"
    default:
      "the store refused (\(what)); nothing was changed; this is a fault of usher's"
    }
  }
}
