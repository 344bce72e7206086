import Text
import SCIM

extension ProvisioningTask {
  /// What takes back what this task, which was done, did to one user.
  ///
  /// - Parameters:
  ///   - user: the user; a change of a group is taken back member by member.
  ///   - state: what is known of the account, with what newer tasks leave pinned.
  public func inverse(
    for user: UserID, _ state: UndoState, by comparison: AccountComparison
  ) -> Inverse {
    switch action {
    case .delete: return .none("a deletion cannot be undone")
    case .createGroup, .updateGroup: return .none("the group stays as it is in the app")
    case .addMembers, .removeMembers: return inverseOfMembership(user, state)
    case .create:
      return state.account == nil
        ? .none("the account is gone") : Inverse(pins: [.account(.absent)])
    case .link where changes.isEmpty:
      return .none("the account was there before; usher unlink makes it nobody's")
    case .reactivate where changes.contains(where: { $0.path.isSame(as: "userName") }):
      return inverseOfReturn(state)
    case .update, .suspend, .reactivate, .link: return inverseOfChanges(state, comparison)
    }
  }

  private func inverseOfMembership(_ user: UserID, _ state: UndoState) -> Inverse {
    guard let group, let member = members.first(where: { $0.user == user }), member.state == .done
    else { return Inverse() }
    let isAddition = action == .addMembers
    guard state.isIn(group) == isAddition else {
      return .none("\(member.name) \(isAddition ? "left" : "came back") since")
    }
    return Inverse(pins: [.member(group: group, !isAddition)])
  }

  /// An account that the app had hidden was brought back with all its values, and nobody knows those of
  /// before.
  private func inverseOfReturn(_ state: UndoState) -> Inverse {
    guard let account = state.account else { return .none("the account is gone") }
    guard account["active"]?.bool ?? true else {
      return .none("the account was made inactive since")
    }
    return Inverse(pins: [.account(.inactive)])
  }

  private func inverseOfChanges(
    _ state: UndoState, _ comparison: AccountComparison
  ) -> Inverse {
    guard let account = state.account else { return .none("the account is gone") }
    var inverse = Inverse()
    for change in changes {
      let isAccess = change.path.isSame(as: "active")
      let kind: Pin.Kind =
        isAccess
        ? .account(change.from?.bool == false ? .inactive : .active)
        : .value(path: change.path, change.from)
      if let why = change.reasonToStay(account, state.pins[kind.key], by: comparison) {
        inverse.impossible.append(why)
      } else {
        inverse.pins.append(kind)
      }
    }
    return inverse
  }
}

extension AttributeChange {
  /// Why it is not taken back; `nil` where the account still is as the change left it.
  ///
  /// - Parameter pinned: what a newer task of the run is undone to, which counts as what is there.
  fileprivate func reasonToStay(
    _ account: JSONValue, _ pinned: Pin.Kind?, by comparison: AccountComparison
  ) -> String? {
    let isAsLeft: Bool
    switch pinned {
    case .value(_, let value): isAsLeft = (value ?? .null) == (to ?? .null)
    case .account(let state): isAsLeft = (state == .active) == (to?.bool ?? true)
    case .member, nil:
      isAsLeft = comparison.holds(to, at: path, in: account)
      if !isAsLeft, comparison.holds(from, at: path, in: account) {
        return "\(path) is as it was before already"
      }
    }
    return isAsLeft ? nil : "\(path) was changed since"
  }
}
