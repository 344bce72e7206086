import Engine
import Provisioning
import SCIM
import Text

/// One transaction of a store that speaks SQL. Each topic is a type of its own.
final class SQLSession: StoreSession {
  let db: any StoreConnection
  let known: KnownApps
  let memory = TransactionMemory()

  init(db: any StoreConnection, known: KnownApps) {
    self.db = db
    self.known = known
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
    defer { if !isKept { memory.forget() } }
    try writeCounts()
    let result = try db.undoable {
      let result = try body()
      try writeCounts()
      return result
    }
    isKept = result != nil
    return result
  }

  /// Writes what was counted of tasks that were filed and left.
  func writeCounts() throws { try SQLTasks(session: self).writeCounts() }
}
