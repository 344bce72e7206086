import CNcurses
import Foundation

/// The file that ncurses draws into, which never waits, and from there the terminal: one write a
/// frame.
final class Sink {
  /// Where ncurses draws.
  let file: Int32
  private let output: Int32
  private var frame: [UInt8] = []

  init(output: Int32) throws(TerminalError) {
    file = us_memory("frame")
    guard file >= 0 else { throw .failed }
    self.output = output
  }

  deinit { close(file) }

  /// Adds bytes of our own after what was drawn.
  func add(_ text: String) {
    drain()
    frame += Array(text.utf8)
  }

  /// Writes what was drawn and added.
  ///
  /// - Returns: whether there was anything.
  @discardableResult
  func pass() -> Bool {
    drain()
    guard !frame.isEmpty else { return false }
    defer { frame.removeAll(keepingCapacity: true) }
    var done = 0
    while done < frame.count {
      let count = frame[done...].withUnsafeBytes { write(output, $0.baseAddress, $0.count) }
      if count > 0 {
        done += count
      } else if count == 0 || !mayGoOn() {
        break
      }
    }
    return true
  }

  /// Whether it is worth to go on: a terminal that takes nothing more is not waited for when the
  /// process was asked to end.
  private func mayGoOn() -> Bool {
    switch errno {
    case EINTR: return us_signals_ended() == 0
    case EAGAIN:
      var file = pollfd(fd: output, events: Int16(POLLOUT), revents: 0)
      return (poll(&file, 1, -1) == 1 || errno == EINTR) && us_signals_ended() == 0
    default: return false
    }
  }

  private func drain() {
    let count = Int(lseek(file, 0, SEEK_CUR))
    guard count > 0 else { return }
    let start = frame.count
    frame += [UInt8](repeating: 0, count: count)
    let got = frame[start...].withUnsafeMutableBytes { pread(file, $0.baseAddress, $0.count, 0) }
    frame.removeLast(count - max(0, got))
    lseek(file, 0, SEEK_SET)
  }
}
