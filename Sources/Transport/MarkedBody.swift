import Synchronization

/// A request's body in one piece, which notes whether it was ever taken.
///
/// The HTTP client takes it after it has written the head. As long as it did not, the server has no
/// whole request, and nothing can have taken effect: that tells a pooled connection that was found
/// closed from one that broke on the way.
///
/// It is a collection, and not a stream, so that it leaves with the head: a stream costs a task of its
/// own for each request.
struct MarkedBody: Collection, Sendable {
  /// Whether the body was taken.
  final class Mark: Sendable {
    private let taken = Atomic<Bool>(false)

    var isTaken: Bool { taken.load(ordering: .acquiring) }

    fileprivate func take() { taken.store(true, ordering: .releasing) }
  }

  let bytes: [UInt8]
  let mark: Mark

  var startIndex: Int { bytes.startIndex }
  var endIndex: Int { bytes.endIndex }
  var count: Int { bytes.count }

  func index(after index: Int) -> Int { index + 1 }

  subscript(index: Int) -> UInt8 {
    mark.take()
    return bytes[index]
  }

  func withContiguousStorageIfAvailable<Result>(
    _ body: (UnsafeBufferPointer<UInt8>) throws -> Result
  ) rethrows -> Result? {
    mark.take()
    return try bytes.withContiguousStorageIfAvailable(body)
  }
}
