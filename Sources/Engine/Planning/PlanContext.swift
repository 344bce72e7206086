import Provisioning
import SCIM

/// What planning needs to know of an app, read once for a batch.
struct PlanContext: Sendable {
  let app: AppRecord
  let evaluator: Evaluator
  let comparison: AccountComparison
  let schemas: SchemaSet
  /// Which attributes are unique in the app.
  let unique: UniqueAttributes
  /// Attributes that this app never kept.
  let notKept: Set<String>
  /// The app's groups by the names that rules use.
  private(set) var groups: GroupNames
  /// The app's groups by key in the store.
  private(set) var groupsByID: [GroupID: GroupRecord]
  let dialect: MemberDialect
  let now: Double
  /// Whether a parameter refers to the account of another user.
  let hasReferences: Bool
  /// Whether somebody pinned anything by undoing a run.
  let hasPins: Bool

  init(_ app: AppRecord, in session: any StoreSession, now: Double) throws {
    self.app = app
    schemas = app.userSchemas
    let time = try EvaluationTime(now: now, zone: session.settings.directorySettings().timeZone)
    do {
      evaluator = try Evaluator(app.definition, schemas: schemas, at: time)
    } catch {
      throw EngineError.invalid("\(app.name): \(error.sentence)")
    }
    hasReferences = evaluator.parameters.contains(where: \.isAccountOf)
    unique = UniqueAttributes(schemas, at: evaluator.paths)
    comparison = AccountComparison(schemas: schemas)
    notKept = try session.findings.attributesNotKept(app.id)
    hasPins = try session.runs.hasPins(app.id)
    let groups = try session.groups.groups(app.id)
    self.groups = GroupNames(groups)
    groupsByID = Dictionary(groups.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    dialect = app.memberDialect.flatMap(MemberDialect.init) ?? .standard
    self.now = now
  }

  /// What parameters, rules and pins come to for a user.
  ///
  /// - Parameter held: the groups that the account is in.
  func evaluation(of user: StoredUser, _ pins: [Pin], held: [DesiredGroup]) -> Evaluation {
    let evaluation = evaluator.evaluate(user.user, isDeleted: user.isDeleted)
    return pins.isEmpty
      ? evaluation : evaluation.pinned(by: pins, held: held) { groupsByID[$0]?.name }
  }

  /// Remembers a group that was just stored.
  mutating func remember(_ group: GroupRecord) {
    groups.remember(group)
    groupsByID[group.id] = group
  }

  /// The admin's say: whether a change waits.
  func needsApproval(_ kinds: [ApprovalKind]) -> Bool {
    kinds.contains { app.definition.provisioning.approve.contains($0) }
  }
}
