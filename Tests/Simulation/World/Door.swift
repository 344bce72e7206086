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
    let task: ProvisioningTask?
    var isOpen = true

    init(_ life: Life, _ task: ProvisioningTask?) {
      self.life = life
      self.task = task
    }
  }

  private(set) var app: SandboxProvider
  private let store: any Store
  private let scheduler: Scheduler
  private let approvals: Approvals
  private let findings: Findings
  private var underWay: [TaskID: [Ticket]] = [:]
  /// The ids of the accounts that usher wrote to.
  private var written: Set<String> = []
  /// The accounts that usher made for each user.
  private var made: [UserID: Set<String>] = [:]
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
    guard request.method != "GET" else { return Ticket(life, nil) }
    do {
      try approvals.look(under: policy())
      let filter = TaskFilter(statuses: [.running])
      let running = try store.read { try $0.tasks(filter, before: nil, limit: 100) }
      let judge = SentRequest(request, store: store, approvals: approvals)
      let allowing = try running.filter { try judge.isAllowed(by: $0) }
      // Two tasks may hold the same bytes: a removal of one, and the deletion of the account.
      let task = allowing.first { isFree($0, for: life) } ?? allowing.first
      findings.expect(
        task != nil,
        "\(life.name) sends what no approved task at work holds: \(request.method) \(request.path) \(request.body?.text ?? ""); at work: \(running.map { "\($0.id) \($0.action.rawValue) \($0.name) \($0.request.json.text)" })"
      )
      let ticket = Ticket(life, task)
      if let task { enter(ticket, task) }
      return ticket
    } catch {
      findings.add("the store could not be read: \(error)")
      return Ticket(life, nil)
    }
  }

  /// Nobody waits for its answer any more.
  func ends(_ ticket: Ticket) {
    ticket.isOpen = false
    if let id = ticket.task?.id { underWay[id]?.removeAll { $0 === ticket } }
  }

  private func isFree(_ task: ProvisioningTask, for life: Life) -> Bool {
    (underWay[task.id] ?? []).allSatisfy { !$0.isOpen || $0.life.isOver }
  }

  private func enter(_ ticket: Ticket, _ task: ProvisioningTask) {
    for other in underWay[task.id] ?? [] where other.isOpen && !other.life.isOver {
      findings.add(
        "\(ticket.life.name) and \(other.life.name) are at task \(task.id) (\(task.action.rawValue) \(task.name)) at once"
      )
    }
    underWay[task.id, default: []].append(ticket)
  }

  /// A request arrives.
  func arrives(_ request: HTTPRequest, _ ticket: Ticket) -> HTTPResponse {
    let response = app.respond(to: SandboxRequest(request, token: nil), now: scheduler.now).response
    if request.method != "GET", request.path.hasPrefix("/Users/") {
      written.insert(String(request.path.dropFirst("/Users/".count)))
    }
    if request.method == "POST", request.path == "/Users", response.status == 201,
      let id = (try? JSONValue(parsing: response.body))?["id"]?.scalarText
    {
      lookForTwins(id, ticket)
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
