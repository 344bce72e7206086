import Text
import Engine
import Provisioning
import SCIM
import Sandbox

/// The door of the app. Whatever leaves a process or arrives here is held against what was approved
/// at that moment, by rules of its own and none of the engine's.
final class Door {
  /// A request on its way.
  final class Ticket {
    let life: Life
    /// The tasks of which it can be: a removal of one, and the deletion of the account, may hold the
    /// same bytes.
    let candidates: [ProvisioningTask]
    /// That of which it is taken to be.
    var task: ProvisioningTask?
    var isOpen = true

    init(_ life: Life, _ candidates: [ProvisioningTask] = []) {
      self.life = life
      self.candidates = candidates
    }

    /// Whether somebody still waits for its answer.
    var isUnderWay: Bool { isOpen && !life.isOver }
  }

  private(set) var app: SandboxProvider
  private let store: any Store
  private let scheduler: Scheduler
  private let approvals: Approvals
  private let findings: Findings
  /// How many requests that change something left usher.
  private(set) var changes = 0
  private var underWay: [TaskID: Ticket] = [:]
  /// The ids of the accounts that usher wrote to.
  private var written: Set<String> = []
  /// The accounts that usher made for each user.
  private var made: [UserID: Set<String>] = [:]
  /// The key of the person for whom each account was made, by its id.
  private var owners: [String: String] = [:]
  /// The accounts that an admin took from their people and gave to nobody.
  private(set) var unlinked: Set<String> = []
  /// The externalId and the first name that an account had when it was handed over: it keeps them
  /// until those of its person are sent.
  private var inherited: [String: [String?]] = [:]
  /// Under which policy tasks are filed now.
  var policy: () -> ProvisioningPolicy = { ProvisioningPolicy() }

  init(
    _ app: SandboxProvider, _ store: any Store, _ scheduler: Scheduler, _ approvals: Approvals,
    _ findings: Findings
  ) {
    self.app = app
    self.store = store
    self.scheduler = scheduler
    self.approvals = approvals
    self.findings = findings
  }

  /// Whether the app takes two accounts of one name.
  var appIsForgiving: Bool { app.options.profile.takesDuplicates }

  /// Whether usher made the account, or took one over that it found.
  func isUshers(_ id: String) -> Bool { written.contains(id) }

  /// A request leaves a process.
  func leaves(_ request: HTTPRequest, _ life: Life) -> Ticket {
    guard request.method != "GET" else { return Ticket(life) }
    changes += 1
    do {
      try approvals.look(under: policy())
      let filter = TaskFilter(statuses: [.running])
      let running = try store.read { try $0.tasks.tasks(filter, before: nil, limit: 100) }
      let judge = SentRequest(request, store: store, approvals: approvals)
      let allowing = try running.filter { try judge.isAllowed(by: $0) }
      findings.expect(
        !allowing.isEmpty,
        "\(life.name) sends what no approved task at work holds: \(request.method) \(request.path) \(request.body?.text ?? ""); at work: \(running.map { "\($0.id) \($0.action.rawValue) \($0.name) \($0.request.json.text)" })"
      )
      let ticket = Ticket(life, allowing)
      enter(ticket)
      return ticket
    } catch {
      findings.add("the store could not be read: \(error)")
      return Ticket(life)
    }
  }

  /// Nobody waits for its answer any more.
  func ends(_ ticket: Ticket) { ticket.isOpen = false }

  private func enter(_ ticket: Ticket) {
    var tried: Set<TaskID> = []
    guard let task = ticket.candidates.first, !findTask(for: ticket, &tried) else { return }
    findings.add(
      "\(ticket.life.name) and \(underWay[task.id]?.life.name ?? "") are at task \(task.id) (\(task.action.rawValue) \(task.name)) at once"
    )
    ticket.task = task
  }

  /// Finds each request under way a task of its own.
  private func findTask(for ticket: Ticket, _ tried: inout Set<TaskID>) -> Bool {
    for task in ticket.candidates where tried.insert(task.id).inserted {
      if let other = underWay[task.id], other.isUnderWay, !findTask(for: other, &tried) { continue }
      underWay[task.id] = ticket
      ticket.task = task
      return true
    }
    return false
  }

  /// A request arrives.
  func arrives(_ request: HTTPRequest, _ ticket: Ticket) -> HTTPResponse {
    let response = app.respond(to: SandboxRequest(request, token: nil), now: scheduler.now).response
    if request.method != "GET", request.path.hasPrefix("/Users/") {
      let id = String(request.path.dropFirst("/Users/".count))
      written.insert(id)
      lookWhoseItIs(id, ticket)
    }
    if request.method == "POST", request.path == "/Users", response.status == 201,
      let id = (try? JSONValue(parsing: response.body))?["id"]?.scalarText
    {
      lookForTwins(id, ticket)
      lookWhoseItIs(id, ticket)
    }
    return response
  }

  /// A person changes the app without usher.
  @discardableResult
  func behind(_ method: String, _ path: String, _ body: JSONValue? = nil) -> HTTPResponse {
    app.respond(
      to: SandboxRequest(HTTPRequest(method, path, body: body), token: nil), now: scheduler.now
    ).response
  }

  /// The deleted accounts of a name that the app hides, by their ids, and whose they were.
  func hidden(_ name: String) -> [(id: String, owner: String?)] {
    app.hiddenUsers.filter { $1.lowercased() == name }.map { id, _ in (id, owners[id]) }
  }

  /// Everybody who was invited accepts.
  ///
  /// - Returns: whether any account is another than before.
  @discardableResult
  func acceptInvitations() -> Bool {
    let before = app.users
    app.acceptInvitations()
    return app.users != before
  }

  /// The key of the person whom an account belongs to, by what was first written to it.
  func owner(_ id: String) -> String? { owners[id] }

  /// An admin gave the account to somebody, or, where `key` is `nil`, took it from its person.
  func handOver(_ id: String, to key: String?) {
    let account = app.resource(id, in: "Users")
    inherited[id] = [account?["externalId"], account?["name"]?["givenName"]].map { $0?.scalarText }
    owners[id] = key
    for user in made.keys { made[user]?.remove(id) }
    if key == nil { unlinked.insert(id) } else { unlinked.remove(id) }
  }

  /// No account ever shows the values of anybody but the person for whom it was made.
  private func lookWhoseItIs(_ id: String, _ ticket: Ticket) {
    guard let account = app.resource(id, in: "Users"),
      let key = account["externalId"]?.scalarText
    else { return }
    let owner = owners[id] ?? key
    owners[id] = owner
    let firstname = account["name"]?["givenName"]?.scalarText ?? "F\(owner)"
    let earlier = inherited[id] ?? []
    findings.expect(
      (key == owner || earlier.contains(key))
        && (firstname == "F\(owner)" || earlier.contains(firstname)),
      "\(ticket.life.name) gave the account \(id) of \(owner) the values of another: \(account.text)"
    )
  }

  private func lookForTwins(_ id: String, _ ticket: Ticket) {
    written.insert(id)
    guard let user = ticket.task?.user else { return }
    for other in made[user] ?? [] where app.resource(other, in: "Users") != nil {
      findings.add("\(ticket.life.name) made a second account for user \(user) beside \(other)")
    }
    made[user, default: []].insert(id)
    let name = app.resource(id, in: "Users")?["userName"]?.scalarText?.lowercased()
    let same = app.users.filter { $0["userName"]?.scalarText?.lowercased() == name }
    findings.expect(same.count == 1, "\(same.count) accounts are named \(name ?? "")")
  }
}
