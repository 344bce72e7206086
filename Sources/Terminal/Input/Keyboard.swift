import CNcurses
import Foundation
import Screen

/// The keys that wait.
struct Keyboard {
  /// Seconds of silence after which a paste without an end is taken for whole: longer than a line
  /// that lost a packet is silent, since the rest would be keys.
  static let patience = 5.0

  /// The most events that are taken before a frame is drawn.
  private static let limit = 1 << 16

  let input: Int32
  private var decoder = KeyDecoder()

  init(input: Int32) { self.input = input }

  /// Whether the end of a paste has yet to come.
  var isPasting: Bool { decoder.isPasting }

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

  /// The end of a paste did not come.
  mutating func endPaste() -> [TerminalEvent] { decoder.endPaste() }

  private var isReadable: Bool {
    var file = pollfd(fd: input, events: Int16(POLLIN), revents: 0)
    return poll(&file, 1, 0) == 1 && file.revents == Int16(POLLIN)
  }
}
