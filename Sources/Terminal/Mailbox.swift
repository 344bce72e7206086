import Foundation
import Synchronization

/// Messages from other threads to the one that owns the terminal; each wakes it up.
public final class Mailbox<Message: Sendable>: Sendable {
  private let waiting = Mutex<[Message]>([])
  let reader: Int32
  private let writer: Int32

  /// An empty mailbox.
  public init() {
    var ends: [Int32] = [-1, -1]
    pipe(&ends)
    reader = ends[0]
    writer = ends[1]
    for end in ends {
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
    }
  }

  deinit {
    close(reader)
    close(writer)
  }

  /// Puts a message in.
  public func post(_ message: Message) {
    waiting.withLock { $0.append(message) }
    var byte: UInt8 = 1
    _ = write(writer, &byte, 1)
  }

  /// Takes all messages out.
  func take() -> [Message] {
    var bytes = [UInt8](repeating: 0, count: 256)
    while read(reader, &bytes, bytes.count) > 0 {}
    return waiting.withLock { messages in
      defer { messages.removeAll() }
      return messages
    }
  }
}
