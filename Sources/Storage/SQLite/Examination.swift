import Foundation
import GRDB

/// A first look at a file, by a connection that cannot write, before one that can is opened.
struct Examination {
  let path: String

  /// Refuses what is no store, what is damaged at its beginning or was cut short, and what a newer
  /// usher wrote. An empty file is a store to be.
  ///
  /// - Returns: whether it has this version's schema.
  @discardableResult
  func refuse() throws(StoreError) -> Bool {
    guard let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int,
      size > 0
    else { return false }
    do {
      let steps = try open().read(Self.steps)
      guard let steps else { throw StoreError.noStore(path) }
      if !steps.isSubset(of: Migrations.all.migrations) { throw StoreError.newer }
      return steps.count == Migrations.all.migrations.count
    } catch let error as DatabaseError where Self.isForTheWriter(error) {
      return false
    } catch {
      throw StoreError(opening: path, error)
    }
  }

  /// Opens it for reading alone. Where not even the index of the log can be made beside it, such as
  /// on a medium that is read-only, it is read as a file that nobody changes.
  func open() throws -> DatabaseQueue {
    do {
      let queue = try DatabaseQueue(path: path, configuration: Self.configuration)
      _ = try queue.read { try Int.fetchOne($0, sql: "PRAGMA schema_version") }
      return queue
    } catch let error as DatabaseError
      where error.resultCode == .SQLITE_CANTOPEN && !hasLog
    {
      let plain = CharacterSet.urlPathAllowed.subtracting(CharacterSet(charactersIn: "?#"))
      let name = path.addingPercentEncoding(withAllowedCharacters: plain) ?? path
      return try DatabaseQueue(
        path: "file:\(name)?immutable=1", configuration: Self.configuration)
    }
  }

  private var hasLog: Bool {
    let size = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
    return (size ?? 0) > 0
  }

  /// The steps of the schema that were taken; `nil` for the database of another program.
  private static func steps(_ db: Database) throws -> Set<String>? {
    guard try db.tableExists("grdb_migrations") else {
      let objects = try Int.fetchOne(db, sql: "SELECT count(*) FROM sqlite_master") ?? 0
      return objects == 0 ? [] : nil
    }
    return try Set(String.fetchAll(db, sql: "SELECT identifier FROM grdb_migrations"))
  }

  /// Whether reading alone does not tell: a write that was cut off must be undone first.
  private static func isForTheWriter(_ error: DatabaseError) -> Bool {
    [.SQLITE_READONLY, .SQLITE_CANTOPEN, .SQLITE_BUSY].contains(error.resultCode)
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.readonly = true
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(SQLiteStore.patience)
    return configuration
  }
}
