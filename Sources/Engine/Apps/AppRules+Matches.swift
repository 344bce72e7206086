public import Provisioning

extension AppRules {
  /// For each rule, saved or not yet saved: how many users it matches, and for how many of them a
  /// reapply would change what is desired.
  ///
  /// - Parameter progress: gets how many users were looked at; what it throws ends the counting.
  public func matches(_ definition: AppDefinition, progress: (Int) throws -> Void) throws
    -> [String: (matches: Int, changes: Int)]
  {
    try store.read { session in
      let walk = try RuleWalk(definition, in: session, now: time.now())
      var counts = walk.rules.map { _ in (matches: 0, changes: 0) }
      try walk.each(walk.rules.indices, progress) { match in
        for index in match.rules {
          counts[index].matches += 1
          counts[index].changes += match.wouldChange ? 1 : 0
        }
      }
      return Dictionary(
        zip(walk.rules.map(\.name), counts).map { ($0, $1) },
        uniquingKeysWith: { first, _ in first })
    }
  }
}
