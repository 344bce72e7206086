import Provisioning

/// How a source is to be read.
public struct SyncRequest: Sendable, Hashable {
  /// Whether it is read although it says that nothing changed.
  public var full = false
  /// Whether everything is undone in the end, so that only the counts are left.
  public var dryRun = false
  /// How many people may be missing; exactly so many.
  public var acceptMissing: Int?
  /// How many memberships of roles may be gone; exactly so many.
  public var acceptLostRoles: Int?
  /// What another key under the same username means.
  public var keys = KeyChangeReading.asUsual

  /// As usual.
  public init() {}
}

/// What a reading of a source came to.
public struct SyncResult: Sendable {
  /// The source's name.
  public var source: String
  /// Whether the source said that nothing changed, so that nothing was read.
  public var isConfirmed = false
  /// How many people it showed.
  public var people = 0
  /// How long it took, in seconds.
  public var seconds = 0.0
  /// What changed.
  public var changes = ImportResult()
  /// Who could not be taken, and what else somebody should know, a sentence each.
  public var notes: [String] = []

  init(source: String) { self.source = source }
}
