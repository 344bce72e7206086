import Text
import Provisioning
import SCIM

extension PlanBatch {
  /// Lets the first of a ring step aside: its task gives its account a temporary value, then gives
  /// each of the others what it takes, and takes its own last. So all of it is shown and approved at
  /// once, and no account is left with a temporary value because another task was decided against.
  mutating func stepAside(_ ring: [UserID], _ plans: inout [UserID: UserPlan]) throws {
    guard let first = ring.first, var plan = plans[first], let account = plan.account,
      let changes = plan.draft?.changes
    else { return }
    let steps = SwapSteps(context)
    var before = [steps.aside(account, changes)].compactMap { $0 }
    var names: [String] = []
    for user in ring.dropFirst() {
      guard let other = plans[user], let account = other.account,
        let desired = other.evaluation.desired
      else { return }
      if let step = steps.take(account, desired) { before.append(step) }
      names.append(other.user.user.username)
      plan.causedBy = plan.causedBy.joined(with: causes(other))
      plan.needsApproval = plan.needsApproval || other.needsApproval
    }
    plan.draft?.request.before = before
    plan.draft?.reason +=
      "; \(names.joined(separator: ", ")) and \(plan.user.user.username) pass values around, so this account has a temporary one in between"
    plans[first] = plan
  }
}

/// The requests by which accounts pass unique values around. They follow from the accounts and what
/// is desired alone, so that a worker makes them again and compares them with what was approved.
struct SwapSteps {
  let app: AppRecord
  let unique: UniqueAttributes
  let comparison: AccountComparison
  let schemas: SchemaSet
  let notKept: Set<String>

  init(_ context: PlanContext) {
    app = context.app
    unique = context.unique
    comparison = context.comparison
    schemas = context.schemas
    notKept = context.notKept
  }

  init(_ app: AppRecord, notKept: Set<String>) {
    self.app = app
    self.notKept = notKept
    schemas = app.userSchemas
    unique = UniqueAttributes(schemas)
    comparison = AccountComparison(schemas: schemas)
  }

  /// What gives temporary values to those unique attributes of an account that change.
  func temporary(_ changes: [AttributeChange], of account: String) -> [AttributeChange] {
    changes.compactMap { change in
      guard unique.contains(change.path), let text = change.from?.scalarText, !text.isEmpty else {
        return nil
      }
      let value = TemporaryValue.replacing(text, of: account)
      return AttributeChange(path: change.path, from: change.from, to: .string(value))
    }
  }

  /// The unique attributes of an account that are not as they should be.
  func missing(_ desired: DesiredAccount, in resource: JSONValue) -> [AttributeChange] {
    comparison.changes(desired, resource, except: notKept).filter { unique.contains($0.path) }
  }

  /// The request that gives an account temporary values; `nil` where nothing is to be changed.
  func aside(_ account: AccountRecord, _ changes: [AttributeChange]) -> TaskRequest? {
    request(account.remoteID, temporary(changes, of: account.remoteID), account)
  }

  /// The request that gives an account its unique values; `nil` where it has them.
  func take(_ account: AccountRecord, _ desired: DesiredAccount) -> TaskRequest? {
    request(account.remoteID, missing(desired, in: account.resource), account)
  }

  private func request(_ id: String, _ changes: [AttributeChange], _ account: AccountRecord)
    -> TaskRequest?
  {
    request(id, changes, app.replacesUsers ? account.asAsked : account.resource)
  }

  func request(_ id: String, _ changes: [AttributeChange], _ known: JSONValue) -> TaskRequest? {
    if changes.isEmpty { return nil }
    return app.replacesUsers
      ? AccountRequests.replace(id, changes, known: known, schemas: schemas)
      : AccountRequests.patch(id, changes, known: known)
  }
}
