import Dispatch
import Synchronization

/// What is computed while this thread does something else.
final class Ahead<Value: Sendable>: Sendable {
  private let result = Mutex<Value?>(nil)
  private let compute: @Sendable () -> Value
  private let done: DispatchSemaphore?

  /// - Parameter inBackground: whether another thread begins now; otherwise it is computed where it is
  ///   asked for.
  init(inBackground: Bool, _ compute: @escaping @Sendable () -> Value) {
    self.compute = compute
    guard inBackground else {
      done = nil
      return
    }
    let done = DispatchSemaphore(value: 0)
    self.done = done
    DispatchQueue.global(qos: .userInitiated).async {
      let value = compute()
      self.result.withLock { $0 = value }
      done.signal()
    }
  }

  /// The value, once it is there. It is asked for once.
  func value() -> Value {
    guard let done else { return compute() }
    done.wait()
    return result.withLock { $0.take() } ?? compute()
  }
}
