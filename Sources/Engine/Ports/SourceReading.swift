/// What a reading came to, beside its people.
public struct SourceReading: Sendable, Hashable {
  /// Whom it showed.
  public var extent: SourceExtent
  /// What somebody should know, a sentence each.
  public var notes: [String]
  /// From where the next reading may go on, in the source's own words; `nil` where that one has to be
  /// whole.
  public var mark: String?
  /// Why everyone was read although a mark was given, or why there is no mark, as the rest of a sentence
  /// that begins with "because"; `nil` where the source never has one.
  public var why: String?

  /// A reading of everyone, unless something else is said.
  public init(
    _ extent: SourceExtent = .whole, notes: [String] = [], mark: String? = nil, why: String? = nil
  ) {
    self.extent = extent
    self.notes = notes
    self.mark = mark
    self.why = why
  }
}

/// Whom a reading showed.
public enum SourceExtent: Sendable, Hashable {
  /// Everyone, with all that the source has of them. Who did not come is missing.
  case whole
  /// Everyone: who changed with all that the source has of them, and everyone else in outline. Who did
  /// not come is missing.
  case outline
  /// Who changed, and nobody else. That somebody did not come says nothing.
  case changes(SourceChanges)
}

/// What a source says of everyone in a reading of those who changed. People refer to each other by their
/// keys in it.
public struct SourceChanges: Sendable, Hashable {
  /// How many people the source has. Where they are not those who are known and those who are new,
  /// somebody is gone, and everyone is read.
  public var people: Int
  /// The roles of everyone who holds any, by key; `nil` where no roles are read.
  public var roles: [String: [String]]?

  /// What is said of everyone.
  public init(people: Int, roles: [String: [String]]? = nil) {
    self.people = people
    self.roles = roles
  }

  /// How many hold each role.
  var roleCounts: [String: Int] {
    (roles ?? [:]).values.reduce(into: [:]) { counts, roles in
      for role in roles { counts[role, default: 0] += 1 }
    }
  }
}
