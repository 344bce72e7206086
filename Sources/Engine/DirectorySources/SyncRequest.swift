import Provisioning

/// How a source is to be read.
public struct SyncRequest: Sendable, Hashable {
  /// Whether everyone is read, whatever the source says of changes.
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

  /// Why everyone has to be read for it; `nil` where nothing of it asks for that.
  var wholeBecause: String? {
    full || acceptMissing != nil || acceptLostRoles != nil || keys != .asUsual
      ? "that was asked for" : nil
  }
}

/// What a reading of a source came to.
public struct SyncResult: Sendable {
  /// The source's name.
  public var source: String
  /// Whether the source said that nothing changed, so that nothing was read.
  public var isConfirmed = false
  /// How many people it has.
  public var people = 0
  /// How many of them were read with all that it has of them; `nil` for everyone.
  public var read: Int?
  /// Why everyone was read, as the rest of a sentence that begins with "because"; `nil` for no special
  /// reason.
  public var why: String?
  /// How long it took, in seconds.
  public var seconds = 0.0
  /// What changed.
  public var changes = ImportResult()
  /// Who could not be taken, and what else somebody should know, a sentence each.
  public var notes: [String] = []

  init(source: String) { self.source = source }
}
