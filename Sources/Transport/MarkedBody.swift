import NIOCore
import Synchronization

/// A request's body in one piece, which notes whether it was ever taken.
///
/// The HTTP client takes it after it has written the head. As long as it did not, the server has no
/// whole request, and nothing can have taken effect: that tells a pooled connection that was found
/// closed from one that broke on the way.
struct MarkedBody: AsyncSequence, Sendable {
  /// Whether the body was taken.
  final class Mark: Sendable {
    private let taken = Atomic<Bool>(false)

    var isTaken: Bool { taken.load(ordering: .acquiring) }

    fileprivate func take() { taken.store(true, ordering: .releasing) }
  }

  struct Iterator: AsyncIteratorProtocol {
    fileprivate var rest: ByteBuffer?
    fileprivate let mark: Mark

    mutating func next() async -> ByteBuffer? {
      mark.take()
      defer { rest = nil }
      return rest
    }
  }

  let bytes: ByteBuffer
  let mark: Mark

  func makeAsyncIterator() -> Iterator { Iterator(rest: bytes, mark: mark) }
}
