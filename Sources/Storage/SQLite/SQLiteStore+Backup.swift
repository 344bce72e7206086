import Engine
import Foundation
import GRDB

extension SQLiteStore {
  /// Copies one consistent state into a new file by SQLite's online backup, while others write.
  ///
  /// The copy is made beside its place under a name that nobody can guess, checked, and given its
  /// name; it is one file, without a log beside it.
  ///
  /// - Throws: `StoreError` where it could not be made; nothing of it is left then.
  public func backUp(to path: String, replaces: Bool) throws -> Int {
    let copy = try BackupFile(for: path, of: self.path, replaces: replaces)
    defer { copy.forget() }
    do {
      var configuration = Configuration()
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA temp_store = MEMORY") }
      let target = try DatabaseQueue(path: copy.temporary, configuration: configuration)
      try pool.backup(to: target)
      try target.writeWithoutTransaction { db in
        _ = try String.fetchOne(db, sql: "PRAGMA journal_mode = DELETE")
      }
      try target.close()
    } catch let error as DatabaseError {
      throw StoreError(copying: path, error)
    }
    let problems = try SQLiteStore(reading: copy.temporary).findings().flatMap(\.problems)
    if let problem = problems.first {
      throw StoreError(
        sentence:
          "no backup was made: the store is damaged (\(problem)); usher store check says more")
    }
    return try copy.keep()
  }
}

extension StoreError {
  /// The disk that is full, or fails, is that of the copy: the store was only read.
  fileprivate init(copying path: String, _ error: DatabaseError) {
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_BUSY, .SQLITE_LOCKED: self.init(working: error)
    case .SQLITE_FULL:
      self.init(sentence: "no backup was made: the disk of \(path) is full; make room there")
    default:
      self.init(
        sentence: "no backup was made: \(path) cannot be written (\(error.message ?? "no reason"))")
    }
  }
}
