import Provisioning

/// How a source stands.
public enum SourceStanding: String, Sendable, Hashable {
  /// It was never read.
  case new
  /// The last reading was taken, or nothing had changed.
  case ok
  /// It is being read.
  case reading
  /// The last reading was not taken.
  case failed
}

extension SourceRecord {
  /// How the source stands.
  ///
  /// - Parameter now: the moment, in seconds since 1970.
  public func standing(at now: Double) -> SourceStanding {
    if let reader = state.reader, reader.until > now { return .reading }
    if state.failure != nil { return .failed }
    return state.last == nil ? .new : .ok
  }

  /// Whose its users are, and which of their attributes: what is written into these by hand goes with
  /// the next reading.
  public var ownership: [String] {
    let owns = state.last?.owns?.joined(separator: ", ")
    return [
      "from the directory source \(name) (\(definition.kind.rawValue))",
      owns.map { "the source owns \($0)" },
    ].compactMap { $0 }
  }

  /// When the source was last known to be as usher has it, in seconds since 1970; `nil` for never.
  public var confirmedAt: Double? { state.last.map { $0.confirmedAt ?? $0.at } }
}

extension SourceSummary {
  /// What the reading changed, in words.
  public var changes: String { "\(added) added, \(changed) changed, \(deleted) deleted" }

  /// Whom the reading showed, in words; `nil` for everyone without a special reason.
  public var extent: String? {
    if let read { return "\(read) of \(people) read, who changed" }
    return why.map { "everyone was read, because \($0)" }
  }
}
