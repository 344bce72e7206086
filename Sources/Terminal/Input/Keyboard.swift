import CNcurses
import Foundation
import Screen

/// The keys that wait.
struct Keyboard {
  /// The most events that are taken before a frame is drawn.
  private static let limit = 1 << 16

  let input: Int32
  private var decoder = KeyDecoder()

  init(input: Int32) { self.input = input }

  /// Seconds of silence after which what has begun is taken for whole; `nil` where nothing has.
  var patience: Double? { decoder.patience }

  /// Whether the terminal said that it has margins.
  var hasMargins: Bool { decoder.hasMargins }

  /// All keys that wait, and what was pasted, in the order in which they came.
  mutating func take() -> [TerminalEvent] {
    var events: [TerminalEvent] = []
    while events.count < Self.limit {
      let code = us_key()
      if code == -1 {
        // Bytes that make no character are answered like the end; more may wait behind them.
        guard isReadable else { return events + decoder.pause() }
        continue
      }
      events += decoder.take(code)
    }
    return events
  }

  /// The end of what has begun did not come.
  mutating func expire() -> [TerminalEvent] { decoder.expire() }

  private var isReadable: Bool {
    var file = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    return poll(&file, 1, 0) == 1 && file.revents == Int16(POLLIN)
  }
}
