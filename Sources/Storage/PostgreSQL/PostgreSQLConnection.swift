import CPostgreSQL
import Synchronization

/// One connection to a PostgreSQL server. Its calls wait for the server. Whoever has it is the only one
/// who does: the store sees to that.
final class PostgreSQLConnection: Sendable {
  private struct State {
    var prepared: [String: Prepared] = [:]
    /// How many statements were prepared, so that no name is given twice.
    var named = 0
    var changes = 0
    var depth = 0
    var hasWritten = false
    var isLost = false
  }

  private struct Prepared {
    var name: String
    var arguments: Int
  }

  /// Where libpq keeps it.
  private let address: UInt
  private let state = Mutex(State())

  /// More statements than these are not kept prepared.
  private static let most = 1_000

  /// Opens a connection, and sets what is not to be as the server's or the role's settings have it.
  init(_ place: PostgreSQLPlace) throws(PostgreSQLFailure) {
    let connection = place.connect()
    guard let connection, PQstatus(connection) == CONNECTION_OK else {
      let failure = PostgreSQLFailure(opening: connection)
      PQfinish(connection)
      throw failure
    }
    up_be_silent(connection)
    address = UInt(bitPattern: connection)
    try execute(Self.settings)
  }

  deinit { PQfinish(pointer) }

  private var pointer: OpaquePointer? { OpaquePointer(bitPattern: address) }

  /// Such as 150018.
  var serverVersion: Int { Int(PQserverVersion(pointer)) }

  /// Whether it was lost: it is good for nothing more.
  var isLost: Bool { state.withLock { $0.isLost } }

  /// Whether the transaction wrote anything.
  var hasWritten: Bool { state.withLock { $0.hasWritten } }

  /// Names are looked for in usher's own tables first, then in PostgreSQL's. A host that is cut off lets
  /// the others write again within half a minute, whether or not it heard the last answer; one that
  /// stands still in the middle of a transaction, within two minutes.
  private static let settings = """
    SET search_path = usher, pg_temp;
    SET client_min_messages = error;
    SET standard_conforming_strings = on;
    SET DateStyle = 'ISO, YMD';
    SET statement_timeout = 0;
    SET lock_timeout = '15s';
    SET idle_in_transaction_session_timeout = '2min';
    SET tcp_keepalives_idle = 10;
    SET tcp_keepalives_interval = 5;
    SET tcp_keepalives_count = 3;
    SET tcp_user_timeout = '15s';
    SET work_mem = '64MB';
    SET jit = off
    """

  // MARK: - Statements without arguments

  /// Runs statements that are written here, one after the other.
  ///
  /// - Returns: the first column of the first row of the last of them; `nil` where it has none.
  @discardableResult
  func execute(_ sql: String) throws(PostgreSQLFailure) -> String? {
    let answer = PQexec(pointer, sql)
    defer { PQclear(answer) }
    guard let answer = try checked(answer), PQntuples(answer) > 0 else { return nil }
    let cell = PostgreSQLCell(answer, line: 0, at: 0)
    return cell.isEmpty ? nil : String(decoding: cell.bytes, as: UTF8.self)
  }

  /// Begins a transaction; nothing was written yet.
  @discardableResult
  func begin(_ sql: String) throws(PostgreSQLFailure) -> String? {
    state.withLock { ($0.hasWritten, $0.depth) = (false, 0) }
    return try execute(sql)
  }

  /// Ends a transaction; what fails here is of no interest, since the server ends it by itself.
  func rollBack() {
    do {
      try execute("ROLLBACK")
    } catch {
      state.withLock { $0.isLost = true }
    }
  }

  // MARK: - What others tell

  /// Whether anybody told anything since the last call. Does not wait.
  func heard() throws(PostgreSQLFailure) -> Bool {
    guard PQconsumeInput(pointer) == 1, PQstatus(pointer) == CONNECTION_OK else {
      state.withLock { $0.isLost = true }
      throw PostgreSQLFailure(opening: pointer)
    }
    var heard = false
    while let notice = PQnotifies(pointer) {
      PQfreemem(notice)
      heard = true
    }
    return heard
  }

  // MARK: - Answers

  /// The answer where it is a good one.
  private func checked(_ answer: OpaquePointer?) throws(PostgreSQLFailure) -> OpaquePointer? {
    switch PQresultStatus(answer) {
    case PGRES_TUPLES_OK, PGRES_COMMAND_OK: return answer
    default:
      guard let pointer else { throw PostgreSQLFailure(state: nil, message: "it is closed") }
      let failure = PostgreSQLFailure(answer, pointer)
      if failure.isLost { state.withLock { $0.isLost = true } }
      throw failure
    }
  }

  /// The name of a statement that is kept prepared.
  private func prepare(_ sql: String, _ kinds: [Oid]) throws(PostgreSQLFailure) -> String {
    let (known, count, number) = state.withLock { state in
      state.named += 1
      return (state.prepared[sql], state.prepared.count, state.named)
    }
    if let known {
      guard known.arguments == kinds.count else { throw Self.miscounted }
      return known.name
    }
    if count >= Self.most {
      try execute("DEALLOCATE ALL")
      state.withLock { $0.prepared = [:] }
    }
    let translation = PostgreSQLTranslation(sql)
    guard translation.arguments == kinds.count else { throw Self.miscounted }
    let name = "s\(number)"
    let answer = PQprepare(pointer, name, translation.sql, Int32(kinds.count), kinds)
    defer { PQclear(answer) }
    _ = try checked(answer)
    let prepared = Prepared(name: name, arguments: kinds.count)
    state.withLock { $0.prepared[sql] = prepared }
    return name
  }

  private static let miscounted = PostgreSQLFailure(
    state: "07001", message: "wrong number of statement arguments")

  private func answer(_ sql: String, _ arguments: Arguments) throws(PostgreSQLFailure)
    -> OpaquePointer?
  {
    let arguments = PostgreSQLArguments(arguments)
    let name = try prepare(sql, arguments.kinds)
    let answer = arguments.withValues { count, values in
      PQexecPrepared(pointer, name, count, values, nil, nil, 0)
    }
    do throws(PostgreSQLFailure) {
      return try checked(answer)
    } catch {
      PQclear(answer)
      throw error
    }
  }
}

extension PostgreSQLConnection: StoreConnection {
  var dialect: any StoreDialect { PostgreSQLDialect() }

  var changesCount: Int { state.withLock { $0.changes } }

  func step(_ sql: String, _ arguments: Arguments, _ each: (CursorRow) throws -> Bool) throws {
    guard let answer = try answer(sql, arguments) else { return }
    defer { PQclear(answer) }
    let changes = Int(String(cString: PQcmdTuples(answer))) ?? 0
    let hasWritten = PQcmdStatus(answer).map { !String(cString: $0).hasPrefix("SELECT") } ?? true
    state.withLock {
      $0.changes = changes
      $0.hasWritten = $0.hasWritten || hasWritten
    }
    for line in 0..<PQntuples(answer) {
      guard try each(CursorRow(answer: answer, line: line)) else { return }
    }
  }

  func insert(_ sql: String, _ arguments: Arguments) throws -> Int64 {
    guard let key: Int64 = try row("\(sql) RETURNING id", arguments).map({ try $0.value(0) }) else {
      throw StoreError.lost
    }
    return key
  }

  func undoable<Result>(_ body: () throws -> Result?) throws -> Result? {
    let depth = state.withLock { state in
      state.depth += 1
      return state.depth
    }
    defer { state.withLock { $0.depth = depth - 1 } }
    try execute("SAVEPOINT part\(depth)")
    do {
      if let result = try body() {
        try execute("RELEASE SAVEPOINT part\(depth)")
        return result
      }
    } catch {
      // Where this fails too, the transaction is gone, and says so at its next statement.
      if !isLost { _ = try? execute(Self.undoing(depth)) }
      throw error
    }
    try execute(Self.undoing(depth))
    return nil
  }

  private static func undoing(_ depth: Int) -> String {
    "ROLLBACK TO SAVEPOINT part\(depth); RELEASE SAVEPOINT part\(depth)"
  }

  func nextKey(of table: String) throws -> Int64 {
    Int64(
      try number(
        """
        SELECT CASE WHEN is_called THEN last_value + 1 ELSE last_value END FROM \(table)_id_seq
        """))
  }

  func tookKeys(of table: String, upTo key: Int64) throws {
    try run("SELECT setval('\(table)_id_seq', greatest(?, last_value)) FROM \(table)_id_seq", [key])
  }

  func keepKeys(of table: String, upTo key: Int64) throws {
    if key > 0 { try run("SELECT setval('\(table)_id_seq', ?)", [key]) }
  }

  func startNaming() throws {
    try execute(
      """
      CREATE TEMP TABLE IF NOT EXISTS named (id bigint PRIMARY KEY, line bigint NOT NULL);
      DELETE FROM pg_temp.named
      """)
  }

  func walk(_ table: String, _ each: (CursorRow) throws -> Void) throws {
    try execute("DECLARE walk NO SCROLL CURSOR FOR SELECT * FROM \"\(table)\"")
    var isOver = false
    while !isOver {
      isOver = true
      try rows("FETCH 1000 FROM walk").forEach { row in
        isOver = false
        try each(row)
      }
    }
    try execute("CLOSE walk")
  }
}
