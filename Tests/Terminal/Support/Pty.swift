import Foundation
import Testing

/// A terminal without a window.
final class Pty {
  let master: Int32
  let slave: Int32
  let path: String

  struct NotOpened: Error {}

  // TIOCSPTLCK and TIOCGPTN, which Swift does not import.
  private static let lock: UInt = 0x4004_5431
  private static let number: UInt = 0x8004_5430

  init(columns: Int = 80, rows: Int = 24) throws {
    master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var (lock, number): (Int32, UInt32) = (0, 0)
    guard master >= 0, ioctl(master, Self.lock, &lock) == 0,
      ioctl(master, Self.number, &number) == 0
    else { throw NotOpened() }
    path = "/dev/pts/\(number)"
    slave = open(path, O_RDWR | O_NOCTTY | O_CLOEXEC)
    guard slave >= 0 else { throw NotOpened() }
    resize(columns: columns, rows: rows)
  }

  deinit {
    close(master)
    close(slave)
  }

  func resize(columns: Int, rows: Int) {
    var size = winsize(
      ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// The modes of the terminal, as far as a program changes them.
  var modes: [String] {
    var modes = termios()
    tcgetattr(slave, &modes)
    return ["\(modes.c_iflag) \(modes.c_oflag) \(modes.c_cflag) \(modes.c_lflag) \(modes.c_cc)"]
  }

  func type(_ text: String) { type(Array(text.utf8)) }

  func type(_ bytes: [UInt8]) {
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      done += count
    }
  }

  /// What was written until now, waiting so many milliseconds for more; one piece for each read.
  func take(patience: Int32 = 0) -> [[UInt8]] {
    var pieces: [[UInt8]] = []
    var file = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    while poll(&file, 1, patience) == 1, file.revents & Int16(POLLIN) != 0 {
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(master, &piece, piece.count)
      guard count > 0 else { break }
      pieces.append(Array(piece.prefix(count)))
    }
    return pieces
  }
}
