extension Migrations {
  /// What an app's answers taught, and since when an app is known to be at a task's request.
  static let answers = """
    ALTER TABLE app ADD COLUMN learned TEXT NOT NULL DEFAULT '{}';
    ALTER TABLE task ADD COLUMN accepted_at REAL;
    """
}
