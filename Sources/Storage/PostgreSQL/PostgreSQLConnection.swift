import CPostgreSQL
import Synchronization

/// One connection to a PostgreSQL server. Its calls wait for the server where they give something back.
/// Whoever has it is the only one who does: the store sees to that.
final class PostgreSQLConnection: Sendable {
  struct State {
    var prepared: [String: PostgreSQLStatement] = [:]
    /// How many statements were prepared, so that no name is given twice.
    var named = 0
    var changes = 0
    var depth = 0
    var hasWritten = false
    var isLost = false
    /// What was sent and is not answered yet, in its order.
    var sent: [Sent] = []
    var foreseen = ForeseenAnswers()
  }

  /// Where libpq keeps it.
  private let address: UInt
  let state = Mutex(State())

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

  var pointer: OpaquePointer? { OpaquePointer(bitPattern: address) }

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
    try settle()
    state.withLock { $0.foreseen.forgetAll() }
    guard PQexitPipelineMode(pointer) == 1, let answer = PostgreSQLAnswer(PQexec(pointer, sql))
    else {
      throw lose()
    }
    guard answer.isGood else {
      let failure = reason(answer)
      throw failure.isLost ? lose(failure) : failure
    }
    guard let row = answer.row(0), !row.isEmpty(0) else { return nil }
    return row.words(0)
  }

  // MARK: - Transactions

  /// Begins a transaction; nothing was written yet.
  @discardableResult
  func begin(_ sql: String) throws(PostgreSQLFailure) -> String? {
    state.withLock { ($0.hasWritten, $0.depth) = (false, 0) }
    return try execute(sql)
  }

  /// Keeps what was written, and tells others of it.
  ///
  /// - Throws: also what is wrong with a statement before; nothing is kept then.
  func commit() throws(PostgreSQLFailure) {
    if hasWritten { try control("NOTIFY \(PostgreSQLWatch.channel)") }
    try control("COMMIT")
    // The server undoes a transaction in which anything failed, and calls that no failure.
    guard try settle()?.command == "COMMIT" else {
      throw PostgreSQLFailure(state: "25P02", message: "the transaction was undone before its end")
    }
  }

  /// Ends a transaction; what fails here is of no interest, since the server ends it by itself.
  func rollBack() {
    // Also of what was still under way.
    _ = try? settle()
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
}

extension PostgreSQLConnection: StoreConnection {
  var dialect: any StoreDialect { PostgreSQLDialect() }

  var changesCount: Int {
    get throws {
      try settle()
      return state.withLock { $0.changes }
    }
  }

  func step(_ sql: String, _ arguments: Arguments, _ each: (CursorRow) throws -> Bool) throws {
    guard let answer = try answer(to: Self.question(sql, arguments)) else { return }
    for line in 0..<answer.count {
      guard let row = answer.row(line), try each(row) else { return }
    }
  }

  func run(_ sql: String, _ arguments: Arguments) throws {
    try send(Self.question(sql, arguments))
  }

  func foresee(_ sql: String, _ arguments: Arguments) throws {
    try foresee(Self.question(sql, arguments))
  }

  private static func question(_ sql: String, _ arguments: Arguments) -> ForeseenAnswers.Question {
    ForeseenAnswers.Question(sql: sql, arguments: PostgreSQLArguments(arguments))
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
    try control("SAVEPOINT part\(depth)")
    do {
      if let result = try body() {
        try control("RELEASE SAVEPOINT part\(depth)")
        try settle()
        return result
      }
      // What is wrong with it comes to light before it is undone.
      try settle()
    } catch {
      // Where this fails too, the transaction is gone, and says so at its next statement.
      if !isLost { _ = try? undo(depth) }
      throw error
    }
    try undo(depth)
    return nil
  }

  private func undo(_ depth: Int) throws(PostgreSQLFailure) {
    try execute("ROLLBACK TO SAVEPOINT part\(depth); RELEASE SAVEPOINT part\(depth)")
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
