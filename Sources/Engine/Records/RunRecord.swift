public import Provisioning

/// What one worker did in one app between two rests.
public struct RunRecord: Sendable, Hashable {
  /// The key; 0 while it is not stored.
  public var id: RunID = 0
  /// The app.
  public var app: AppID
  /// The name under which the worker held tasks.
  public var worker: String
  /// Who let it run.
  public var by: String
  /// Where they sat.
  public var origin: String
  /// By what: `usher run`, or the console.
  public var means: String
  /// When it took its first task, in seconds since 1970.
  public var startedAt: Double
  /// When it last took or ended one, in seconds since 1970.
  public var lastAt: Double
  /// Tasks that were done.
  public var provisioned = 0
  /// Tasks that failed.
  public var failed = 0
  /// Tasks in whose place others came.
  public var moved = 0

  /// A run that begins.
  public init(
    app: AppID, worker: String, by: String, origin: String, means: String, at now: Double
  ) {
    self.app = app
    self.worker = worker
    self.by = by
    self.origin = origin
    self.means = means
    startedAt = now
    lastAt = now
  }
}
