import Engine
import Provisioning
import Screen

/// What a value that is typed gives everyone of the directory.
struct ValueTallyView: Sendable, Hashable {
  /// The value as it was when it was counted.
  let value: String
  let tally: ValueTally

  var lines: [Line] {
    let users = Count.grouped(tally.users) + (tally.isAll ? "" : " looked at")
    let counts =
      "\(Count.grouped(tally.given)) of \(users) give a value · \(Count.grouped(tally.empty)) empty · \(Count.grouped(tally.wrong)) of the wrong kind"
    return [Line(""), Line(counts, tally.wrong > 0 ? .error : .text)]
      + tally.examples.map { Line("  \($0.username): \($0.value)", .muted) }
  }
}
