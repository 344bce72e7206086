import Text
public import Engine
import Provisioning

extension PlanOverview {
  /// What undoing a run comes to, as the page before it shows it: first what cannot be undone.
  ///
  /// - Parameter pace: how many requests it takes, and how long.
  public init(_ undo: UndoPlan, pace: String) {
    self.init(undo.plan, .everything, pace: pace)
    warnings = undo.warnings + warnings
    rows =
      undo.impossible.map { Row(.impossible, $0.name, why: "\($0.why) (task \($0.task))") } + rows
    if undo.users > 0 {
      lines.append(
        "\(Count.words(undo.users, "account stays", "accounts stay")) so until P on Directory, or usher pins remove, lets the rules decide again."
      )
    }
  }
}

/// A run in a list.
public struct RunRow: Sendable, Hashable {
  /// The run.
  public var run: RunRecord
  /// The app's name.
  public var app: String

  /// A row.
  public init(_ run: RunRecord, app: String) {
    self.run = run
    self.app = app
  }

  /// The run as one to choose.
  func option(at now: Double) -> Chooser.Option {
    let failed = run.failed > 0 ? ", \(Count.grouped(run.failed)) failed" : ""
    return Chooser.Option(
      value: String(run.id),
      title:
        "\("run \(run.id)".fitted(9)) \(Age.words(now - run.lastAt).fitted(5)) ago  \(app): \(Count.grouped(run.provisioned)) done\(failed), \(run.means) of \(run.by)"
    )
  }
}
