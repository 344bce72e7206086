public import Provisioning

/// The key of a directory source in the store.
public typealias SourceID = Int64

/// A directory source and what is known of it.
public struct SourceRecord: Sendable, Hashable {
  /// The key; 0 while it is not stored.
  public var id: SourceID = 0
  /// What the configuration says of it.
  public var definition: SourceDefinition
  /// How its readings went.
  public var state = SourceState()

  /// The name.
  public var name: String { definition.name }

  /// A source that was never read.
  public init(definition: SourceDefinition) { self.definition = definition }
}

/// How the readings of a source went.
public struct SourceState: Sendable, Hashable, Codable {
  /// When somebody last began to read it, in seconds since 1970.
  public var triedAt: Double?
  /// The last reading that was taken.
  public var last: SourceSummary?
  /// Why the reading after that one was not; `nil` where none failed since.
  public var failure: SourceFailure?
  /// Who reads it now.
  public var reader: SourceReader?
  /// From where the next reading can go on; `nil` where it has to be whole.
  public var mark: String?
  /// Why there is no mark, as the rest of a sentence that begins with "because"; `nil` where the source
  /// never has one.
  public var markless: String?

  /// The keys of users who were changed by hand here since they were read; an empty one stands for
  /// those who have none. `nil` for nobody.
  public var changedByHand: [String]?

  /// The managers who were not among those who were read, by what the source calls them, sorted; `nil`
  /// for nobody.
  public var absentManagers: [String]?

  /// Nothing yet.
  public init() {}
}

/// A reading that was taken.
public struct SourceSummary: Sendable, Hashable, Codable {
  /// When it ended, in seconds since 1970.
  public var at: Double
  /// How long it took, in seconds.
  public var seconds: Double
  /// How many people there were.
  public var people: Int
  /// How many users are new.
  public var added = 0
  /// How many are different.
  public var changed = 0
  /// How many are as before.
  public var unchanged = 0
  /// How many are gone.
  public var deleted = 0
  /// How many people hold each role.
  public var roles: [String: Int] = [:]
  /// Who could not be taken, and what else somebody should know; the first of them.
  public var notes: [String] = []
  /// The attributes that it speaks of, sorted, with `status` and `roles` among them: they are the
  /// source's, and what is written into them by hand goes with the next reading. `nil` where it was
  /// not noted, or it speaks of all of them.
  public var owns: [String]?
  /// What decided whom it saw.
  public var scope: [String] = []
  /// What the source was at that time.
  public var stamp: String?
  /// When it was last seen that the source had not changed since; `nil` where nobody looked.
  public var confirmedAt: Double?
  /// How many people were read with all that the source has of them; `nil` where that was everyone.
  public var read: Int?
  /// When everyone was last read so, in seconds since 1970; `nil` for this time.
  public var wholeAt: Double?
  /// Why everyone was, as the rest of a sentence that begins with "because"; `nil` for no special reason.
  public var why: String?

  /// A reading.
  public init(at: Double, seconds: Double, people: Int) {
    self.at = at
    self.seconds = seconds
    self.people = people
  }
}

/// Why a reading was not taken.
public struct SourceFailure: Sendable, Hashable, Codable {
  /// When it failed last, in seconds since 1970.
  public var at: Double
  /// When it failed first.
  public var since: Double
  /// How often in a row.
  public var count: Int
  /// What is wrong, in a sentence.
  public var sentence: String
}

/// Who reads a source, so that nobody else does at the same time.
public struct SourceReader: Sendable, Hashable, Codable {
  /// Who.
  public var name: String
  /// Until when others leave it alone, in seconds since 1970.
  public var until: Double

  /// Who, and until when.
  public init(name: String, until: Double) {
    self.name = name
    self.until = until
  }
}
