public import Provisioning

/// A directory that people are read from: a file, a server. Each kind is a folder of its own, and a line
/// where sources are opened.
///
/// A reading is believed only where ``read(since:_:)`` returns: whoever cannot say that it was everyone
/// throws. What is read is kept aside, and the store is asked only afterwards.
public protocol DirectorySource: Sendable {
  /// What the source can tell.
  var sight: SourceSight { get }

  /// Something that is another one whenever the source may hold anything else; `nil` where the source
  /// cannot tell.
  func stamp() async throws -> String?

  /// Reads everyone, or what changed since a mark where the source can tell. A mark that it does not
  /// know any more, or cannot use, means everyone, and the reading says why.
  ///
  /// - Parameters:
  ///   - mark: the mark of the reading before; `nil` to read everyone.
  ///   - take: gets people, some at a time.
  /// - Returns: what else was seen, once everybody was handed over.
  /// - Throws: `SourceProblem` where anything is missing, or may be.
  func read(since mark: String?, _ take: ([SourcePerson]) async throws -> Void) async throws
    -> SourceReading

  /// Looks people up one by one who were not in a reading.
  ///
  /// - Parameter keys: the keys of some people.
  /// - Returns: those of them who are there.
  func find(_ keys: [String]) async throws -> [SourcePerson]

  /// Shows step by step that the source can be read, and nothing of it is kept.
  ///
  /// - Parameter step: gets each step when it is over; the last one is the one that failed.
  /// - Returns: a few people, and where their values come from; nobody where a step failed.
  func prove(_ step: (SourceStep) -> Void) async -> SourceProof
}

/// What a source can tell.
public struct SourceSight: Sendable, Hashable {
  /// Whether people can be looked up by their keys.
  public var findsByKey: Bool

  /// What a source can tell.
  public init(findsByKey: Bool) { self.findsByKey = findsByKey }
}

/// A person as a source has them.
public struct SourcePerson: Sendable, Hashable {
  /// What never changes of them; empty where the source has nothing of that kind.
  public var key: String
  /// What others of this source call them where they refer to them, such as a distinguished name.
  public var reference: String?
  /// What their manager is called so.
  public var manager: String?
  /// What the source says of them. Without a username nobody can be taken.
  public var entry: DirectoryEntry
  /// Whether that is only what can change without a change of theirs, such as their roles: everything
  /// else is as it was in the reading before.
  public var isOutline = false

  /// A person.
  public init(
    key: String, reference: String? = nil, manager: String? = nil, entry: DirectoryEntry
  ) {
    self.key = key
    self.reference = reference
    self.manager = manager
    self.entry = entry
  }
}

/// One step of proving that a source can be read.
public struct SourceStep: Sendable, Hashable {
  /// What was tried.
  public var name: String
  /// Whether it holds.
  public var holds: Bool
  /// What was seen, or what is wrong and what to do.
  public var detail: String

  /// A step.
  public init(_ name: String, holds: Bool, _ detail: String) {
    self.name = name
    self.holds = holds
    self.detail = detail
  }
}

/// What a source shows of itself.
public struct SourceProof: Sendable, Hashable {
  /// A few people as they would be taken.
  public var people: [SourcePerson]
  /// Where each attribute comes from, in the source's words.
  public var origins: [String: String]

  /// What a source shows.
  public init(people: [SourcePerson] = [], origins: [String: String] = [:]) {
    self.people = people
    self.origins = origins
  }
}

/// Opens the sources that the configuration names.
public protocol SourceOpener: Sendable {
  /// A source; nothing is reached yet.
  ///
  /// - Throws: `SourceProblem` where the settings cannot be used.
  func source(for definition: SourceDefinition) throws -> any DirectorySource
}

/// Where a reading is kept until it is whole: lines, in the order in which they came.
public protocol SourceSpool: AnyObject {
  /// Keeps a line.
  func add(_ line: [UInt8]) throws

  /// Gives every line back.
  func each(_ body: ([UInt8]) throws -> Void) throws

  /// Forgets everything.
  func clear() throws
}
