import Provisioning

/// What plans that take and give up values come to the table with.
struct ValueContest {
  let context: PlanContext
  let session: any StoreSession
  let values: ValueBook

  func contender(_ plan: UserPlan) -> ValueResolution.Contender {
    let wanted = Set(plan.wants.map(\.value))
    let takes = Set(plan.takes.map(\.value))
    let draft = plan.isIgnored ? nil : plan.draft
    let gives = draft.map { context.unique.released(by: $0, of: plan.holds) } ?? []
    let user = plan.user.user.id
    return ValueResolution.Contender(
      user, takes: takes, holds: plan.holds, gives: gives,
      leaves: plan.holds.subtracting(wanted).subtracting(gives),
      owns: takes.filter { values.record(user, $0).wish == .owns })
  }

  /// To whom else the values belong that are taken.
  func outsiders(of plans: [UserPlan]) throws -> [UniqueValue: [ValueResolution.Outsider]] {
    let planned = Set(plans.map(\.user.user.id))
    let taken = Set(plans.flatMap { $0.takes.map(\.value) })
    let records = taken.flatMap { value in
      values.others(value, than: 0).filter { !planned.contains($0.user) }
    }
    let users = Set(records.map(\.user)).sorted()
    let open = try session.tasks.openUserTasks(context.app.id, users)
    let accounts = try session.accounts.accounts(context.app.id, users: users)
    var outsiders: [UniqueValue: [ValueResolution.Outsider]] = [:]
    for record in records.sorted(by: { $0.user < $1.user }) {
      let task = open[record.user]
      let isGiven =
        values.shownReleases.contains(record.value)
        || task.map { !context.unique.released(by: $0, of: [record.value]).isEmpty } ?? false
      let outsider: ValueResolution.Outsider
      if record.isHeld, record.wish != .none {
        outsider = .init(record.user, .holds)
      } else if record.isHeld {
        let isActive = accounts[record.user]?.isActive ?? true
        outsider = .init(record.user, .left(isActive: isActive), isLeaving: isGiven)
      } else if record.wish == .owns {
        outsider = .init(record.user, .first)
      } else if record.isSent {
        outsider = .init(record.user, .inDoubt, isLeaving: task != nil)
      } else {
        continue
      }
      outsiders[record.value, default: []].append(outsider)
    }
    return outsiders
  }
}
