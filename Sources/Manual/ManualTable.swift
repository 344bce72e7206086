/// A table that the program knows. A page names it on a line of its own, as `<!-- keys -->`, so that
/// what is shown is always what the program does.
public enum ManualTable: String, Sendable, CaseIterable {
  /// The console's keys, a table a screen.
  case keys
  /// The roles of a theme, in one line.
  case themeRoles = "theme-roles"
  /// The columns of directory files that are known.
  case columns
  /// The words for a status that are known.
  case statusWords = "status-words"
  /// The filters of value templates, in one line.
  case valueFilters = "value-filters"
  /// Why an account is as it is.
  case reasons
  /// The vendors.
  case vendors

  /// How a page names it.
  var mark: String { "<!-- \(rawValue) -->" }
}
