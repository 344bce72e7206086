import Text
import Provisioning

/// A column of somebody's export, and what it is to usher.
public struct KnownColumn: Sendable, Hashable {
  /// Whose exports have the column.
  public enum Source: String, Sendable, Hashable, CaseIterable {
    case common = "anybody"
    case activeDirectory = "Active Directory"
    case ldap = "LDAP"
    case entra = "Entra, Microsoft 365"
    case google = "Google Workspace"
    case okta = "Okta"
    case oneLogin = "OneLogin"
    case workday = "Workday"
  }

  /// What a column is.
  public enum Meaning: Sendable, Hashable {
    /// The username; where a file has several of these, the lowest rank is it and the others stay
    /// attributes of their own.
    case username(rank: Int)
    case status(StatusSense)
    case attribute(String)
    /// Nothing that usher keeps.
    case leftOut
  }

  /// The column's name as the export writes it.
  public let name: String
  /// What it is.
  public let meaning: Meaning
  /// Whose it is.
  public let source: Source

  /// Every column that is known beside usher's own names. A name that stands here twice is both.
  public static let all: [KnownColumn] = table.flatMap { row in
    row.names.map { KnownColumn(name: $0, meaning: row.meaning, source: row.source) }
  }

  /// The columns by their names, as names are compared.
  static let byName = Dictionary(grouping: all) { ColumnName.folded($0.name) }
}

/// How a column says whether a person is active.
public enum StatusSense: Sendable, Hashable {
  /// In words; `true` is active.
  case active
  /// `true` is not active, as in "Account disabled".
  case inactive
  /// In the bits of Active Directory's `userAccountControl`: 2 is disabled.
  case flags
}
