import CNcurses
import Foundation
import Synchronization

/// Signals, told to the loop through a pipe; a crash puts the terminal back first.
enum Signals {
  private static let resized = Atomic<Bool>(false)
  private static let ending = Atomic<Bool>(false)
  private static let ends: (reader: Int32, writer: Int32) = {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
    return (ends[0], ends[1])
  }()

  /// What becomes readable when a signal came.
  static var reader: Int32 { ends.reader }

  /// Whether the process was asked to end.
  static var wasAskedToEnd: Bool { ending.load(ordering: .relaxed) }

  /// Asks the loop to end, as when the terminal went away.
  static func askToEnd() { ending.store(true, ordering: .relaxed) }

  /// Whether the terminal has another size since the last question.
  static func takeResize() -> Bool {
    var bytes = [UInt8](repeating: 0, count: 64)
    while read(reader, &bytes, bytes.count) > 0 {}
    return resized.exchange(false, ordering: .relaxed)
  }

  /// Installs the handlers, once the screen is open.
  static func install() {
    _ = ends
    signal(SIGWINCH) { _ in
      Signals.resized.store(true, ordering: .relaxed)
      Signals.wake()
    }
    for number in [SIGTERM, SIGHUP, SIGINT] {
      signal(number) { _ in
        Signals.askToEnd()
        Signals.wake()
      }
    }
    for number in [SIGSEGV, SIGILL, SIGABRT, SIGTRAP, SIGBUS, SIGFPE] {
      signal(number) { number in
        us_emergency()
        signal(number, SIG_DFL)
        raise(number)
      }
    }
    signal(SIGPIPE, SIG_IGN)
  }

  private static func wake() {
    var byte: UInt8 = 1
    _ = write(ends.writer, &byte, 1)
  }
}
