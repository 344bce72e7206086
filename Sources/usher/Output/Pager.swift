import Foundation
import Host

/// Shows a long text on a terminal, page by page.
enum Pager {
  /// Shows lines by `$PAGER`, else `less`; as they are where neither can be started.
  static func show(_ lines: [String]) {
    let own = ProcessInfo.processInfo.environment["PAGER"]
    if own == "" { return lines.forEach(Streams.standardOutput) }
    // Ctrl-c is the pager's, and one that is left early reads no further.
    signal(SIGINT, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
    let program = ForegroundProgram(
      own ?? "command -v less > /dev/null || exit \(ForegroundProgram.notStarted); exec less",
      defaults: ["LESS": "FRX"])
    if program.run(input: lines.map { $0 + "\n" }.joined()) == ForegroundProgram.notStarted {
      lines.forEach(Streams.standardOutput)
    }
  }
}
