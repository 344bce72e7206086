/// Decides for each request which faults hit it.
struct FaultInjector: Sendable {
  private var faults: [(fault: SandboxFault, random: SplitMix64)]
  /// Users whose first POST was refused, and how often the groups had been read by then.
  private var refused: [String: Int] = [:]
  private var groupReadings = 0

  init(_ faults: [SandboxFault]) {
    self.faults = faults.map { ($0, SplitMix64(seed: $0.seed)) }
  }

  /// The faults that hit the next request, in the order in which they were given.
  mutating func next() -> [SandboxFault] {
    var hits: [SandboxFault] = []
    for index in faults.indices {
      let draw = Double.random(in: 0..<1, using: &faults[index].random)
      if draw < faults[index].fault.rate { hits.append(faults[index].fault) }
    }
    return hits
  }

  /// Takes note that the groups were read.
  mutating func groupsWereRead() { groupReadings += 1 }

  /// Whether the user that is being posted is refused. Each name is refused until the groups were
  /// read after its first try.
  mutating func refusesNewUser(_ userName: String, hit: Bool) -> Bool {
    let name = userName.lowercased()
    if let before = refused[name] { return groupReadings <= before }
    if hit { refused[name] = groupReadings }
    return hit
  }
}
