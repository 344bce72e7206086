import Text
import Foundation
import Logging
import Provisioning
import SCIM

/// The conversation with an app by which one task is done. Each starts with a look, so that it can
/// be started again after anything: a timeout, a killed worker, a second worker.
///
/// A class, since each of its steps holds it, and app and task are large.
final class Execution: Sendable {
  let engine: ProvisioningEngine
  let app: AppRecord
  let task: ProvisioningTask
  let client: AppClient
  let knowledge: AppKnowledge
  /// The name under which the task is held.
  let worker: String
  let comparison: AccountComparison
  let schemas: SchemaSet
  /// What was known when the task was claimed; `nil` where it is to be read.
  let past: TaskPast?
  /// Stores the end of the task in the transaction that knows it.
  let ending: TaskEnding?
  private let notes: ExchangeNotes
  private let announcement: Announcement
  /// Whether accounts are looked for where the run read everyone, and not asked for one by one.
  let looksInPages: Bool

  init(
    _ engine: ProvisioningEngine, _ app: AppRecord, _ task: ProvisioningTask, _ client: AppClient,
    _ knowledge: AppKnowledge, worker: String, past: TaskPast? = nil, ending: TaskEnding? = nil
  ) {
    self.engine = engine
    self.app = app
    self.task = task
    self.client = client
    self.knowledge = knowledge
    self.worker = worker
    self.past = past
    self.ending = ending
    announcement = Announcement(past?.announced)
    notes = ExchangeNotes()
    schemas = app.userSchemas
    comparison = AccountComparison(schemas: schemas)
    looksInPages = false
  }

  private init(_ other: Execution, looksInPages: Bool) {
    engine = other.engine
    app = other.app
    task = other.task
    client = other.client
    knowledge = other.knowledge
    worker = other.worker
    past = other.past
    ending = other.ending
    announcement = other.announcement
    notes = other.notes
    schemas = other.schemas
    comparison = other.comparison
    self.looksInPages = looksInPages
  }

  /// What tells entries of the log which task they are about.
  private var logged: Logger.Metadata { ["task": "\(task.id)", "app": "\(app.name)"] }

  /// Does the task.
  func run() async -> ExecutionResult {
    do {
      let outcome = try await outcome()
      return .ended(end(outcome))
    } catch {
      return .stored(error.stored)
    }
  }

  /// The end of the task, with the exchanges that are not written down yet.
  func end(_ outcome: ExecutionOutcome) -> ExecutionEnd {
    ExecutionEnd(
      task: task, outcome: outcome, notes: notes.take(),
      exchanges: past?.isNew == true ? notes.all : nil, isVain: announcement.isVain)
  }

  private func outcome() async throws(ExecutionStored) -> ExecutionOutcome {
    guard task.approvedHash == task.request.hash else {
      return .failed(
        TaskError(
          advice:
            "the request is not the one that was approved, so nothing was sent; usher reapply files it anew"
        ))
    }
    do {
      switch task.action {
      case .create: return try await AccountCreation(execution: self).create()
      case .update, .suspend, .reactivate, .link:
        return try await AccountChange(execution: self).change()
      case .delete: return try await AccountDeletion(execution: self).delete()
      case .createGroup, .updateGroup: return try await GroupCreation(execution: self).createGroup()
      case .addMembers, .removeMembers:
        return try await GroupMembers(execution: self).changeMembers()
      }
    } catch let end as ExecutionStored {
      throw end
    } catch let stop as ExecutionStop {
      return stop.outcome
    } catch let problem as any StoreProblem where problem.isPassing {
      engine.log.warning("task \(task.id) waits: \(problem.sentence)", metadata: logged)
      return .storeBusy(problem.sentence)
    } catch {
      engine.log.error(
        "task \(task.id): \(ErrorWords.sentence(error))", metadata: logged)
      return .later(TaskError(advice: ErrorWords.sentence(error)), after: 5)
    }
  }

  /// The same execution, which looks for accounts where the run read everyone, or does not.
  func looking(inPages looksInPages: Bool) -> Execution {
    Execution(self, looksInPages: looksInPages)
  }

  /// Sends a request of this task, notes the exchange, and stops the execution where the answer can
  /// heal by itself or means that the app takes nothing from us.
  func exchange(_ request: HTTPRequest) async throws -> HTTPResponse {
    let response = try await answer(request)
    switch response.status {
    case 401: throw ExecutionStop(outcome: .pause(failure(response)))
    case 403:
      if try await isLockedOut() { throw ExecutionStop(outcome: .pause(failure(response))) }
      return response
    case let status where Disposition.heals(status):
      let wait =
        Pacer.retryAfter(response, now: engine.time.now()) ?? (status == 429 ? slowness : backoff)
      throw ExecutionStop(outcome: .later(failure(response), after: wait))
    default: return response
    }
  }

  /// Sends a request and notes what came; one that only reads is sent again at once when its answer
  /// was lost or the app was busy, so that a long conversation need not start over.
  private func answer(_ request: HTTPRequest) async throws -> HTTPResponse {
    var tries = request.method == "GET" ? 3 : 1
    while true {
      let result = try await result(of: request)
      switch result {
      case .success(let response):
        try await note(request, response.status, Self.bounded(response.body))
        // A gateway gives up on what the app does all the same.
        if response.status >= 500 { await forget(request) }
        tries -= 1
        if tries <= 0 || !Disposition.heals(response.status) { return response }
      case .failure(let error):
        try await note(request, nil, FailureWords.sentence(error))
        await forget(request)
        tries -= 1
        if tries == 0 || !Disposition.heals(error) {
          throw ExecutionStop(outcome: outcome(of: error))
        }
        await engine.time.sleep(seconds: 0.1)
      }
    }
  }

  /// Forgets what was read before a write that may have taken effect, which it does not show.
  private func forget(_ request: HTTPRequest) async {
    guard request.method != "GET" else { return }
    await knowledge.forget(request.path.hasPrefix("/Users") ? "Users" : "Groups")
  }

  private func result(of request: HTTPRequest) async throws -> Result<
    HTTPResponse, TransportError
  > {
    var form = client.habits.form(request)
    var first: HTTPResponse?
    while true {
      await client.pacer.turn()
      if request.method != "GET" { try await mayWrite(request) }
      let response: HTTPResponse
      do throws(TransportError) {
        response = try await client.sendNow(form.sent)
      } catch {
        return .failure(error)
      }
      switch client.habits.step(after: form, response, first: first ?? response) {
      case .answer(let answer): return .success(answer)
      case .again(let next): form = next
      }
      first = first ?? response
    }
  }

  /// Looks at the last moment whether the task is still this worker's and may be sent: while it
  /// waited for its turn, the lease may have ended, an admin decided, or the app been paused. What
  /// makes an account is written down first, so that it is looked for whatever becomes of this.
  private func mayWrite(_ request: HTTPRequest) async throws {
    if request.method == "POST", notes.isEmpty,
      announcement.holds(at: engine.time.now(), knowledge.pages.standsUntil)
    {
      return announcement.use()
    }
    try await store { [self] session in
      guard try session.queue.holds(task.id, worker: worker),
        let app = try session.apps.app(app.id),
        app.isConnected, app.pause == nil
      else { throw ExecutionStop(outcome: .dropped) }
      if let moved = try movedGroup(request, in: session) {
        throw ExecutionStop(outcome: .moved(moved))
      }
      guard task.action == .create, request.method == "POST", let user = task.user else { return }
      if let stop = try AccountValues(execution: self).taken(in: session) {
        throw ExecutionStop(outcome: stop)
      }
      try session.values.noteSent(
        Set(AccountValues(execution: self).values.map(\.value)), app.id, of: user)
      let userName = task.request.body?["userName"]?.scalarText
      try session.assignments.setCreationInDoubt(
        userName.map { CreationInDoubt(userName: $0, sentAt: engine.time.now()) }, app.id, user)
    }
    announcement.use()
  }

  /// Whether the group whose members are changed was found to be gone while this was at it.
  private func movedGroup(_ request: HTTPRequest, in session: any StoreSession) throws -> String? {
    guard task.action == .addMembers || task.action == .removeMembers, let id = task.group else {
      return nil
    }
    let now = try session.groups.group(id)?.remoteID.map { "/Groups/\(PercentEncoding.encode($0))" }
    return now == request.path ? nil : "the group was found to be gone"
  }

  /// The error of an answer that says no.
  func failure(_ response: HTTPResponse, advice: String? = nil) -> TaskError {
    let failure = SCIMFailure(response: response)
    return TaskError(
      status: response.status, scimType: failure.scimType, detail: failure.detail,
      advice: advice ?? FailureWords.advice(failure, task: task),
      response: Self.bounded(response.body))
  }

  /// Works on the store, in one commit with what other executions have to write at that moment, and
  /// with the exchanges that were not written down yet.
  ///
  /// - Parameter body: may run more than once; see `Store.commit`.
  func store<Result: Sendable>(
    _ body: @escaping @Sendable (any StoreSession) throws -> Result
  ) async throws -> Result {
    let notes = notes.take()
    do {
      return try await engine.store.commit { [task] session in
        for note in notes { try session.queue.note(note, of: task.id) }
        return try body(session)
      }
    } catch {
      self.notes.putBack(notes)
      throw error
    }
  }

  private func outcome(of error: TransportError) -> ExecutionOutcome {
    let words = TaskError(advice: FailureWords.sentence(error))
    if case .noToken = error { return .pause(words) }
    return Disposition.heals(error) ? .later(words, after: backoff) : .failed(words)
  }

  /// Whether a 403 is for everything: even reading one user is refused.
  private func isLockedOut() async throws -> Bool {
    do throws(TransportError) {
      let look = try await client.send(.list("Users", ListQuery(startIndex: 1, count: 1)))
      return look.status == 401 || look.status == 403
    } catch {
      throw ExecutionStop(outcome: outcome(of: error))
    }
  }

  /// Notes an exchange of this task. It is written down with whatever is written next, which is before
  /// the next request that changes something leaves: who dies until then has lost the answer, as a
  /// network may lose it.
  func note(_ request: HTTPRequest, _ status: Int?, _ answer: String) async throws {
    let record = AttemptRecord(
      at: engine.time.now(), request: "\(request.method) \(request.path)",
      bodyHash: request.body.map { SHA256.hex($0.bytes) } ?? "", status: status, answer: answer)
    notes.add(record)
    // Whoever takes over from a worker that dies here must look, and not send it again.
    guard status == 202, record.request == ownRequest else { return }
    try await store { [id = task.id] session in
      guard var task = try session.tasks.task(id) else { return }
      task.acceptedAt = record.at
      try session.tasks.save(task)
    }
  }

  private static func bounded(_ body: [UInt8]) -> String {
    let text = String(decoding: body.prefix(2000), as: UTF8.self)
    return body.count > 2000 ? text + "~" : text
  }
}
