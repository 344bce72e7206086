import CPostgreSQL
import Synchronization

// Statements are sent one behind the other, and their answers are waited for where somebody asks for
// one: a statement that nobody reads goes along with the next one that is read, or with the COMMIT. The
// server carries them out in their order; after one that fails it carries out none until the wait.
extension PostgreSQLConnection {
  /// What was sent and is not answered yet.
  enum Sent {
    case preparation(of: String)
    case statement
    /// A word about the transaction.
    case control
    /// A question before anybody asks it.
    case foreseen(ForeseenAnswers.Question, number: Int)
  }

  /// At most so many are under way: what is answered is kept until then.
  private static let mostUnderWay = 500

  /// Sends a statement behind those that are under way.
  @discardableResult
  func send(_ question: ForeseenAnswers.Question) throws(PostgreSQLFailure) -> PostgreSQLStatement {
    let statement = try prepare(question)
    try send(question, statement)
    // The server carries it out while the next one is put together.
    guard PQflush(pointer) >= 0 else { throw lose() }
    state.withLock { state in
      state.hasWritten = state.hasWritten || statement.isWriting
      state.foreseen.forget(changedBy: statement)
      state.sent.append(.statement)
    }
    return statement
  }

  /// Sends a question whose answer will be asked for.
  func foresee(_ question: ForeseenAnswers.Question) throws(PostgreSQLFailure) {
    guard !state.withLock({ $0.foreseen.knows(question) }) else { return }
    let statement = try prepare(question)
    guard !statement.isWriting else { throw Self.isWriting }
    try send(question, statement)
    state.withLock { state in
      let number = state.foreseen.ask(question, statement)
      state.sent.append(.foreseen(question, number: number))
    }
  }

  private static let isWriting = PostgreSQLFailure(
    state: "25006", message: "a statement that is only foreseen would write")

  /// Sends words about the transaction.
  func control(_ words: String) throws(PostgreSQLFailure) {
    try beginSending()
    guard PQsendQueryParams(pointer, words, 0, nil, nil, nil, nil, 0) == 1 else { throw lose() }
    state.withLock { $0.sent.append(.control) }
  }

  /// The answer to a question: the one that was foreseen, or the server's.
  func answer(to question: ForeseenAnswers.Question) throws(PostgreSQLFailure) -> PostgreSQLAnswer?
  {
    if state.withLock({ $0.foreseen.knows(question) }) {
      if let answer = state.withLock({ $0.foreseen.answer(to: question) }) { return answer }
      try settle()
      if let answer = state.withLock({ $0.foreseen.answer(to: question) }) { return answer }
    }
    try send(question)
    return try settle()
  }

  /// Waits for the answers to all that was sent.
  ///
  /// - Returns: the last one.
  /// - Throws: what was refused first; nothing that was sent behind it was carried out.
  @discardableResult
  func settle() throws(PostgreSQLFailure) -> PostgreSQLAnswer? {
    let sent = state.withLock { state in
      defer { state.sent = [] }
      return state.sent
    }
    if sent.isEmpty { return nil }
    guard PQpipelineSync(pointer) == 1 else { throw lose() }
    var last: PostgreSQLAnswer?
    var failure: PostgreSQLFailure?
    for entry in sent {
      guard let answer = try nextAnswer() else { throw lose() }
      if answer.isGood {
        keep(answer, entry)
        last = answer
      } else {
        if case .preparation(let sql) = entry { state.withLock { $0.prepared[sql] = nil } }
        failure = failure ?? reason(answer)
      }
    }
    guard PostgreSQLAnswer(PQgetResult(pointer))?.status == PGRES_PIPELINE_SYNC else {
      throw lose()
    }
    guard let failure else { return last }
    state.withLock { $0.foreseen.forgetAll() }
    throw failure
  }

  /// The answer to the next of the statements that were sent.
  private func nextAnswer() throws(PostgreSQLFailure) -> PostgreSQLAnswer? {
    guard let answer = PostgreSQLAnswer(PQgetResult(pointer)) else { return nil }
    if !answer.isGood, answer.status != PGRES_PIPELINE_ABORTED {
      let failure = reason(answer)
      if failure.isLost { throw lose(failure) }
    }
    // Nothing more is answered to one statement.
    while let more = PQgetResult(pointer) { PQclear(more) }
    return answer
  }

  /// What an answer says that is not a good one.
  func reason(_ answer: PostgreSQLAnswer) -> PostgreSQLFailure {
    guard let pointer else { return PostgreSQLFailure(state: nil, message: "it is closed") }
    return PostgreSQLFailure(answer.pointer, pointer)
  }

  private func keep(_ answer: PostgreSQLAnswer, _ entry: Sent) {
    switch entry {
    case .preparation, .control: break
    case .statement:
      let changes = answer.changes
      state.withLock { $0.changes = changes }
    case .foreseen(let question, let number):
      state.withLock { $0.foreseen.keep(answer, to: question, number: number) }
    }
  }

  /// Notes that the connection is lost.
  func lose(_ failure: PostgreSQLFailure? = nil) -> PostgreSQLFailure {
    state.withLock { state in
      state.isLost = true
      state.sent = []
      state.foreseen.forgetAll()
    }
    return failure ?? PostgreSQLFailure(opening: pointer)
  }

  private func beginSending() throws(PostgreSQLFailure) {
    if state.withLock({ $0.sent.count >= Self.mostUnderWay }) { try settle() }
    guard PQpipelineStatus(pointer) != PQ_PIPELINE_OFF || PQenterPipelineMode(pointer) == 1 else {
      throw lose()
    }
  }

  private func send(_ question: ForeseenAnswers.Question, _ statement: PostgreSQLStatement)
    throws(PostgreSQLFailure)
  {
    try beginSending()
    let isSent = question.arguments.withValues { count, values in
      PQsendQueryPrepared(pointer, statement.name, count, values, nil, nil, 0)
    }
    guard isSent == 1 else { throw lose() }
  }

  /// The prepared statement of a question.
  private func prepare(_ question: ForeseenAnswers.Question) throws(PostgreSQLFailure)
    -> PostgreSQLStatement
  {
    let (sql, kinds) = (question.sql, question.arguments.kinds)
    let (known, count) = state.withLock { ($0.prepared[sql], $0.prepared.count) }
    if let known {
      guard known.arguments == kinds.count else { throw Self.miscounted }
      return known
    }
    let translation = PostgreSQLTranslation(sql)
    guard translation.arguments == kinds.count else { throw Self.miscounted }
    if count >= Self.mostPrepared {
      try execute("DEALLOCATE ALL")
      state.withLock { $0.prepared = [:] }
    }
    let number = state.withLock { state in
      state.named += 1
      return state.named
    }
    let statement = PostgreSQLStatement(name: "s\(number)", translation)
    try beginSending()
    guard
      PQsendPrepare(pointer, statement.name, translation.sql, Int32(kinds.count), kinds) == 1
    else { throw lose() }
    state.withLock { state in
      state.sent.append(.preparation(of: sql))
      state.prepared[sql] = statement
    }
    return statement
  }

  /// More statements than these are not kept prepared.
  private static let mostPrepared = 1_000

  private static let miscounted = PostgreSQLFailure(
    state: "07001", message: "wrong number of statement arguments")
}
