import Text
import Provisioning
import SCIM

extension MemberChange {
  /// What is seen of a change that the app took, or whose answer was lost.
  struct Effect {
    /// For whom it did not take effect.
    var undone: [String] = []
    /// Of whom nothing can be seen.
    var unseen: Set<String> = []
    /// Whether the app is known to tell by the truth who is in a group.
    var isProven = true
  }

  /// Looks at what a change did. What the app does not show is asked for one by one, where the app
  /// answers that.
  ///
  /// - Parameter isTaken: whether the app said that it took the change; its answer may have been lost.
  func effect(on ids: [String], isTaken: Bool = true) async throws -> Effect {
    guard let shown = try await look(fresh: true) else {
      let effect = try await ask(ids)
      // It took somebody and shows nobody.
      let open = effect.undone.count + (isTaken ? 0 : effect.unseen.count)
      let isHiding = isAddition && open < ids.count
      if isHiding, !app.ways.membersByFilter { try await learn(most: 0) }
      return effect
    }
    guard isAddition else {
      let (known, most) = try await possibleMembers()
      let rest = ids.filter { !shown.ids.contains($0) }
      let isHiding = shown.mayHide(known: known - ids.count, most: most)
      return Effect(
        undone: ids.filter(shown.ids.contains), unseen: isHiding ? Set(rest) : [])
    }
    let missing = ids.filter { !shown.ids.contains($0) }
    guard !missing.isEmpty else { return Effect() }
    if let effect = try await asked(missing, shown) { return effect }
    let (known, most) = try await knownMembers()
    let proof = shown.proof(of: Set(ids), known: known, most: most)
    try await learn(most: shown.learned(from: proof, known: known, most: most))
    return proof == .hidden ? Effect(unseen: Set(missing)) : Effect(undone: missing)
  }

  /// What the app says of those who are not shown, where it answers by the truth: `nil` where it does
  /// not.
  private func asked(_ missing: [String], _ shown: ShownMembers) async throws -> Effect? {
    if let one = shown.ids.min() {
      guard try await answersQuestions(about: one) else { return nil }
    } else if await knowledge.membersFilter == false {
      return nil
    }
    let effect = try await ask(missing)
    guard effect.isProven else { return nil }
    if effect.undone.count < missing.count { try await learn(most: shown.ids.count) }
    return effect
  }

  /// Asks one by one, where it is not known that the app does not answer.
  private func ask(_ ids: [String]) async throws -> Effect {
    let known = await knowledge.membersFilter
    let isTrusted = app.ways.membersByFilter || known == true
    // Of an app that shows no members and may say no to everything, a no after a removal proves
    // nothing.
    if !isTrusted, known == false || !isAddition { return Effect(unseen: Set(ids)) }
    var effect = Effect(isProven: isTrusted)
    for id in ids {
      guard let isIn = try await filter.holds(id) else {
        if !isTrusted { await knowledge.learn(membersFilter: false) }
        return Effect(unseen: Set(ids))
      }
      if isIn, !effect.isProven {
        // Whoever ignores filters says yes to everything.
        guard try await filter.holds(MembersFilter.nobody(like: id)) == false else {
          await knowledge.learn(membersFilter: false)
          return Effect(unseen: Set(ids))
        }
        effect.isProven = true
        await knowledge.learn(membersFilter: true)
      }
      if isIn != isAddition { effect.undone.append(id) }
      if !effect.isProven, effect.undone.count == Self.mostAskedInVain {
        return Effect(undone: ids, isProven: false)
      }
    }
    return effect
  }

  /// How often an app that was never seen to answer is asked who is in a group.
  private static let mostAskedInVain = 3

  /// Whether the app answers questions about single members by the truth; asked once in a run.
  private func answersQuestions(about shown: String) async throws -> Bool {
    if let known = await knowledge.membersFilter { return known }
    let isTruthful = try await filter.isTruthful(shown: shown)
    await knowledge.learn(membersFilter: isTruthful)
    return isTruthful
  }

  private var filter: MembersFilter {
    MembersFilter(group: group) { try await exchange($0) }
  }

  /// Who is shown in the group; `nil` where the app shows no list. No list may mean that nobody is in
  /// it, or that the app never shows it: it means the first where the app showed one in this run.
  func look(fresh: Bool) async throws -> ShownMembers? {
    if app.ways.membersByFilter { return nil }
    let before = await knowledge.members(of: group)
    if !fresh, let before { return before }
    let attributes: [AttributePath] = app.ways.membersOnRequest ? ["members"] : []
    let response = try await exchange(
      .get("Groups", id: group, attributes: attributes))
    if response.status == 404 {
      if let wait = try await waitForGroup() {
        let error = failure(
          response, advice: "the group does not show yet: it is looked at again")
        throw ExecutionStop(outcome: .later(error, after: wait))
      }
      throw ExecutionStop(
        outcome: .failed(
          failure(
            response,
            advice: "the group is not in the app any more: refresh the entitlements, then reapply"))
      )
    }
    guard let resource = try resource(response, id: group) else {
      throw ExecutionStop(outcome: .failed(failure(response)))
    }
    try await groupCreation.see(resource["displayName"]?.scalarText)
    let shown = ShownMembers(of: resource) ?? before.map { _ in ShownMembers(ids: []) }
    await knowledge.saw(shown, in: group)
    return shown
  }
}

extension MemberChange {
  /// How many members usher knows to be in the task's group, and the most that the app shows of it,
  /// where it was found to show only a part.
  func knownMembers() async throws -> (known: Int, most: Int?) {
    try await store { session in
      guard let id = task.group else { return (0, nil) }
      return (try session.groups.knownMembers(id), try session.groups.group(id)?.mostShown)
    }
  }

  /// The same, with those who may be in it by a request whose effect was not seen: those who are being
  /// removed are among them.
  func possibleMembers() async throws -> (known: Int, most: Int?) {
    try await store { session in
      guard let id = task.group else { return (0, nil) }
      return (try session.groups.possibleMembers(id), try session.groups.group(id)?.mostShown)
    }
  }

  /// How long to wait for a group that usher just made and the app does not show; `nil` where that
  /// was too long ago.
  func waitForGroup() async throws -> Double? {
    let group = try await store { session in try task.group.flatMap { try session.groups.group($0) }
    }
    guard let group, group.origin == .created, let seenAt = group.seenAt else { return nil }
    return EffectWindow(status: 202).wait(since: seenAt, now: engine.time.now())
  }

  /// Whether usher made the task's group.
  var isOwnGroup: Bool {
    get async throws {
      try await store { session in
        try task.group.flatMap { try session.groups.group($0) }?.origin == .created
      }
    }
  }

  /// Keeps the most members that the app shows of the task's group; `nil` where it shows all.
  func learn(most: Int?) async throws {
    try await store { session in
      guard let id = task.group, var group = try session.groups.group(id), group.mostShown != most
      else {
        return
      }
      group.mostShown = most
      try session.groups.save(group)
    }
  }
}
