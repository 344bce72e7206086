extension Migrations {
  /// When usher made or changed an account: what it does not see soon after is not visible yet.
  static let visibility = """
    ALTER TABLE account ADD COLUMN written_at REAL;
    ALTER TABLE assignment ADD COLUMN unsettled_at REAL;
    """

  /// The same of groups.
  static let groupVisibility = "ALTER TABLE app_group ADD COLUMN written_at REAL"
}
