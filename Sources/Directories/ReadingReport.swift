import Provisioning

/// What reading a directory file found beside its users.
public struct ReadingReport: Sendable, Hashable {
  /// What the columns are, in the order in which it was found.
  public internal(set) var notes: [ColumnNote] = []
  /// How many values had white space at an end, which went.
  public internal(set) var trimmed = 0
  /// How many rows had no value and were skipped.
  public internal(set) var passedOver = 0

  /// The most notes that are kept: the lines of a file may each have keys of their own.
  private static let noteLimit = 200

  /// Adds notes that were not there yet.
  mutating func add(_ more: [ColumnNote]) {
    for note in more where notes.count < Self.noteLimit && !notes.contains(note) {
      notes.append(note)
    }
  }
}

/// How a directory file is to be read.
public struct ReadingOptions: Sendable, Hashable {
  /// What columns are said to be.
  public var columns: ColumnMapping
  /// The encoding; `nil`: UTF-8, or what a byte order mark says.
  public var encoding: TextEncoding?
  /// What separates the fields of a CSV file; `nil`: what its header shows.
  public var separator: Separator?

  /// As a file says of itself.
  public init(
    columns: ColumnMapping = ColumnMapping(), encoding: TextEncoding? = nil,
    separator: Separator? = nil
  ) {
    self.columns = columns
    self.encoding = encoding
    self.separator = separator
  }
}
