extension Migrations {
  /// When an assignment may come out otherwise although nothing changes but the time.
  static let dueEvaluations = """
    ALTER TABLE assignment ADD COLUMN due_at REAL;
    CREATE INDEX assignment_due ON assignment (app_id, due_at) WHERE due_at IS NOT NULL;
    """
}
