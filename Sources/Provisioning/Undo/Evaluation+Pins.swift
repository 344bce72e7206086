import Text

extension Evaluation {
  /// What the account should be with what somebody pinned, which counts more than parameters and rules.
  ///
  /// - Parameters:
  ///   - held: the groups that the account is in. One that stays usable although nothing gives access
  ///     to it stays in them.
  ///   - group: the name by which rules mean a group; `nil` for one that is gone.
  public func pinned(
    by pins: [Pin], held: [DesiredGroup] = [], group: (GroupID) -> String?
  ) -> Evaluation {
    var pinned = self
    for pin in pins {
      if case .account(let state) = pin.kind { pinned.keep(state, pin, held) }
    }
    guard var desired = pinned.desired else { return pinned }
    for pin in pins {
      switch pin.kind {
      case .value(let path, let value):
        desired.attributes.removeAll { $0.path.isSame(as: path) }
        desired.attributes.append(DesiredAttribute(path: path, value: value))
      case .member(let id, let isMember):
        guard let name = group(id) else { continue }
        let wanted = DesiredGroup(name: name, create: false, rule: "")
        desired.groups.removeAll { $0.key == wanted.key }
        if isMember { desired.groups.append(wanted) }
      case .account: break
      }
    }
    pinned.desired = desired
    return pinned
  }

  private mutating func keep(_ state: Pin.AccountState, _ pin: Pin, _ held: [DesiredGroup]) {
    switch state {
    case .absent: self = Evaluation(outcome: .undone, detail: pin.words, changesAt: changesAt)
    case .active:
      switch outcome {
      case .assigned, .conflict, .incomplete: break
      case .suspended:
        outcome = .assigned
        detail = ""
      case .noAccess, .notStarted, .left, .excluded, .deleted, .undone:
        outcome = .assigned
        detail = ""
        desired = DesiredAccount(groups: held)
      }
      desired?.active = true
    case .inactive: if outcome == .assigned { desired?.active = false }
    }
  }
}
