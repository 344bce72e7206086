import Engine
import Provisioning
import SCIM
import Text

/// One transaction of a store that speaks SQL. Each topic is a type of its own.
final class SQLSession: StoreSession {
  let db: any StoreConnection
  let known: KnownApps
  let memory: TransactionMemory
  private let closing = TransactionClosing()

  init(db: any StoreConnection, known: KnownApps, memory: TransactionMemory = TransactionMemory()) {
    self.db = db
    self.known = known
    self.memory = memory
  }

  var directory: any DirectoryStore { SQLDirectory(session: self) }
  var people: any PeopleStore { SQLPeople(session: self) }
  var apps: any AppStore { SQLApps(session: self) }
  var assignments: any AssignmentStore { SQLAssignments(session: self) }
  var accounts: any AccountStore { SQLAccounts(session: self) }
  var groups: any GroupStore { SQLGroups(session: self) }
  var tasks: any TaskStore { SQLTasks(session: self) }
  var queue: any TaskQueue { SQLQueue(session: self) }
  var limits: any LimitStore { SQLLimits(session: self) }
  var audit: any AuditStore { SQLAudit(session: self) }
  var settings: any SettingStore { SQLSettings(session: self) }
  var findings: any FindingStore { SQLFindings(session: self) }
  var values: any ValueStore { SQLValues(session: self) }
  var references: any ReferenceStore { SQLReferences(session: self) }
  var sources: any SourceStore { SQLSources(session: self) }
  var runs: any RunStore { SQLRuns(session: self) }

  func nested<Result>(_ body: () throws -> Result?) throws -> Result? {
    var isKept = false
    let before = closing.mark
    defer {
      if !isKept {
        memory.forget()
        closing.forget(since: before)
      }
    }
    try writeCounts()
    let result = try db.undoable {
      let result = try body()
      try writeCounts()
      return result
    }
    isKept = result != nil
    return result
  }

  func foresee(_ readings: (any StoreSession) throws -> Void) throws {
    guard db.dialect.isFarAway else { return }
    let ahead = ForeseeingConnection(db)
    try readings(SQLSession(db: ahead, known: known, memory: memory.copy()))
  }

  func atEnd<Request>(
    _ name: String, _ request: Request,
    do body: @escaping ([Request], any StoreSession) throws -> Void
  ) {
    closing.add(name, request, body)
  }

  /// Does what was put off to the end of the transaction, and writes what was only counted so far.
  func finish() throws {
    try closing.run(in: self)
    try writeCounts()
  }

  /// Writes what was counted of tasks that were filed, and of those that ended.
  func writeCounts() throws {
    try SQLTasks(session: self).writeCounts()
    try SQLRuns(session: self).writeEnds()
  }
}
