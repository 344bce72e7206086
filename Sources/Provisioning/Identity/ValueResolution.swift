/// Who of several users gets which unique value, and in what order. A value in; nothing is read.
public struct ValueResolution: Sendable {
  /// A user who is planned.
  public struct Contender: Sendable, Hashable {
    /// The user.
    public var user: UserID
    /// What the account should have and does not have yet.
    public var takes: Set<UniqueValue>
    /// What the account has.
    public var holds: Set<UniqueValue>
    /// What the account has and the planned change takes away.
    public var gives: Set<UniqueValue>
    /// What the account has, should not have, and no change takes away.
    public var leaves: Set<UniqueValue>
    /// What was given to the user before, and is not in the account yet.
    public var owns: Set<UniqueValue>

    /// A contender.
    public init(
      _ user: UserID, takes: Set<UniqueValue> = [], holds: Set<UniqueValue> = [],
      gives: Set<UniqueValue> = [], leaves: Set<UniqueValue> = [], owns: Set<UniqueValue> = []
    ) {
      self.user = user
      self.takes = takes
      self.holds = holds
      self.gives = gives
      self.leaves = leaves
      self.owns = owns
    }
  }

  /// Someone who is not planned and has a value.
  public struct Outsider: Sendable, Hashable {
    /// The user.
    public var user: UserID
    /// By what it is theirs.
    public var claim: ValueConflict.Claim
    /// Whether a task that is open takes it from them, so that it can be waited for.
    public var isLeaving: Bool

    /// An outsider.
    public init(_ user: UserID, _ claim: ValueConflict.Claim, isLeaving: Bool = false) {
      self.user = user
      self.claim = claim
      self.isLeaving = isLeaving
    }
  }

  /// What becomes of one contender.
  public enum Verdict: Sendable, Hashable {
    /// The values are the user's, after the changes of these users.
    case gets(after: [UserID])
    /// A value is another one's.
    case conflict(UniqueValue, with: UserID, ValueConflict.Claim)
  }

  /// What becomes of each contender.
  public private(set) var verdicts: [UserID: Verdict] = [:]
  /// Those who get what they want, whoever must come first first.
  public private(set) var order: [UserID] = []
  /// Rings of users who pass values on: the first steps aside, then each takes what the one before
  /// gave up, and the first takes what the last one gave up.
  public private(set) var rings: [[UserID]] = []

  private let contenders: [Contender]
  private let outsiders: [UniqueValue: [Outsider]]
  /// The contenders who take or have a value.
  private let concerned: [UniqueValue: [Contender]]

  /// Resolves.
  ///
  /// - Parameter outsiders: who else has values that are taken.
  public init(_ contenders: [Contender], outsiders: [UniqueValue: [Outsider]] = [:]) {
    let sorted = contenders.sorted { $0.user < $1.user }
    self.contenders = sorted
    self.outsiders = outsiders
    var concerned: [UniqueValue: [Contender]] = [:]
    for contender in sorted {
      for value in contender.takes.union(contender.holds) {
        concerned[value, default: []].append(contender)
      }
    }
    self.concerned = concerned
    refuse()
    arrange()
  }

  // MARK: Who gets it

  /// Whoever is refused gives nothing up and takes nothing, so each refusal is weighed before the
  /// next one. What is another's for certain comes before who was there first.
  private mutating func refuse() {
    while let (user, verdict) = nextRefusal() { verdicts[user] = verdict }
  }

  private func nextRefusal() -> (UserID, Verdict)? {
    let open = contenders.filter { verdicts[$0.user] == nil }
    for contender in open {
      if let verdict = belongsToAnother(contender) { return (contender.user, verdict) }
    }
    for contender in open {
      if let verdict = comesLater(contender) { return (contender.user, verdict) }
    }
    return nil
  }

  private func belongsToAnother(_ contender: Contender) -> Verdict? {
    for value in contender.takes.sorted() {
      for outsider in outsiders[value] ?? [] where !outsider.isLeaving {
        return .conflict(value, with: outsider.user, outsider.claim)
      }
      for other in concerned[value] ?? [] where other.holds.contains(value) {
        if !other.gives.contains(value) {
          let isWanted = !other.leaves.contains(value)
          return .conflict(
            value, with: other.user, isWanted ? .holds : .left(isActive: true))
        }
        if verdicts[other.user] != nil {
          return .conflict(value, with: other.user, .left(isActive: true))
        }
      }
    }
    return nil
  }

  private func comesLater(_ contender: Contender) -> Verdict? {
    for value in contender.takes.sorted() {
      for other in concerned[value] ?? []
      where other.user != contender.user && other.takes.contains(value)
        && verdicts[other.user] == nil && beats(other, contender, value)
      {
        return .conflict(value, with: other.user, .first)
      }
    }
    return nil
  }

  /// Who was given a value before goes first, then who was there first.
  private func beats(_ a: Contender, _ b: Contender, _ value: UniqueValue) -> Bool {
    let (first, second) = (a.owns.contains(value), b.owns.contains(value))
    return first == second ? a.user < b.user : first
  }

  // MARK: In what order

  private mutating func arrange() {
    let winners = contenders.filter { verdicts[$0.user] == nil }
    var waits: [UserID: Set<UserID>] = [:]
    for winner in winners {
      let givers = winner.takes.flatMap { value in
        (concerned[value] ?? []).filter { $0.gives.contains(value) }
      }
      waits[winner.user] = Set(givers.map(\.user)).subtracting([winner.user])
    }
    breakRings(&waits)
    var placed: Set<UserID> = []
    while let next = waits.keys.sorted().first(where: { user in
      !placed.contains(user) && waits[user, default: []].isSubset(of: placed)
    }) {
      order.append(next)
      placed.insert(next)
    }
    for winner in winners {
      if placed.contains(winner.user) {
        let outside = winner.takes.flatMap { outsiders[$0] ?? [] }.map(\.user)
        let after = waits[winner.user, default: []].union(outside).subtracting([winner.user])
        verdicts[winner.user] = .gets(after: after.sorted())
      } else if let value = winner.takes.sorted().first,
        let other = waits[winner.user, default: []].sorted().first
      {
        verdicts[winner.user] = .conflict(value, with: other, .tangled)
      }
    }
  }

  /// Lets the first of each ring step aside: the others wait for it, and it waits for none of them.
  private mutating func breakRings(_ waits: inout [UserID: Set<UserID>]) {
    var seen: Set<UserID> = []
    for start in waits.keys.sorted() where !seen.contains(start) {
      guard let path = Self.ring(from: start, waits), seen.isDisjoint(with: path) else { continue }
      seen.formUnion(path)
      // Along the path each waits for the next one; so the values go the other way.
      let ring = [start] + path.dropFirst().reversed()
      rings.append(ring)
      var before: Set<UserID> = []
      for user in ring { before.formUnion(waits.updateValue([start], forKey: user) ?? []) }
      // Its task does the others' steps too, and so comes after whatever they wait for.
      waits[start] = before.subtracting(ring)
    }
  }

  /// A shortest way from a user along those who are waited for back to the user.
  private static func ring(from start: UserID, _ waits: [UserID: Set<UserID>]) -> [UserID]? {
    var paths: [[UserID]] = [[start]]
    var visited: Set<UserID> = []
    while !paths.isEmpty {
      let path = paths.removeFirst()
      guard let last = path.last else { continue }
      for next in waits[last, default: []].sorted() {
        if next == start { return path }
        if visited.insert(next).inserted { paths.append(path + [next]) }
      }
    }
    return nil
  }
}
