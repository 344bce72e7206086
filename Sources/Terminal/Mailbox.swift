import CNcurses
import Foundation
import Synchronization

/// Messages from other threads to the one that owns the terminal; the first that waits wakes it up.
/// Where the process has no descriptor left, messages wait for the next key or tick.
public final class Mailbox<Message: Sendable>: Sendable {
  private let waiting = Mutex<[Message]>([])
  /// What is readable while messages wait; -1 for none.
  let file: Int32

  /// An empty mailbox.
  public init() { file = us_event() }

  deinit { close(file) }

  /// Puts a message in.
  public func post(_ message: Message) {
    let isFirst = waiting.withLock { messages in
      messages.append(message)
      return messages.count == 1
    }
    guard isFirst else { return }
    var one: UInt64 = 1
    _ = write(file, &one, MemoryLayout.size(ofValue: one))
  }

  /// Takes all messages out, in the order in which they came.
  func take() -> [Message] {
    var count: UInt64 = 0
    _ = read(file, &count, MemoryLayout.size(ofValue: count))
    return waiting.withLock { messages in
      defer { messages = [] }
      return messages
    }
  }
}
