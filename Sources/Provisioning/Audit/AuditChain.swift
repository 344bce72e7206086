/// The number and hash of an entry of the audit log, written down where nobody who could change the
/// log can change it.
public struct AuditHead: Sendable, Hashable {
  /// How many entries there were.
  public var entries: Int64
  /// The hash of the last of them.
  public var hash: String

  /// A head.
  public init(entries: Int64, hash: String) {
    self.entries = entries
    self.hash = hash
  }

  /// A head as it is written, `COUNT HASH` or `COUNT:HASH`; `nil` where it is none.
  public init?(_ text: String) {
    let parts = text.split { $0 == ":" || $0.isWhitespace }
    guard parts.count == 2, let entries = Int64(parts[0]), entries > 0, parts[1].utf8.count == 64,
      parts[1].allSatisfy(\.isHexDigit)
    else { return nil }
    self.init(entries: entries, hash: parts[1].lowercased())
  }

  /// The head as it is written.
  public var text: String { "\(entries) \(hash)" }
}

/// Follows the chain of the audit log, entry by entry, to the first that is not as it was written.
public struct AuditChain: Sendable {
  /// An entry that is not as it was written.
  public struct Broken: Error, Sendable, Hashable {
    /// Its number.
    public var seq: Int64
    /// What is wrong.
    public var what: String

    /// A broken entry.
    public init(seq: Int64, what: String) {
      self.seq = seq
      self.what = what
    }
  }

  /// The last entry that holds; 0 and empty before the first.
  public private(set) var head = AuditHead(entries: 0, hash: "")
  private let heads: [AuditHead]

  /// A chain at its beginning.
  ///
  /// - Parameter heads: those that were written down elsewhere.
  public init(heads: [AuditHead] = []) { self.heads = heads }

  /// Takes the next entry.
  public mutating func add(_ record: AuditRecord) throws(Broken) {
    let seq = head.entries + 1
    if record.seq != seq { throw Broken(seq: seq, what: "it is missing") }
    if record.previousHash != head.hash {
      throw Broken(seq: seq, what: "it does not follow the entry before it")
    }
    if record.hash != record.computedHash {
      throw Broken(seq: seq, what: "it was changed")
    }
    head = AuditHead(entries: seq, hash: record.hash)
    if heads.contains(where: { $0.entries == seq && $0.hash != record.hash }) {
      throw Broken(seq: seq, what: "its hash is not the one that was written down outside")
    }
  }

  /// Ends the log: no entry that was written down may be missing.
  public func end() throws(Broken) {
    guard let last = heads.map(\.entries).max(), last > head.entries else { return }
    throw Broken(
      seq: head.entries + 1,
      what: "it was written once and is missing: the log had \(last) entries")
  }
}
