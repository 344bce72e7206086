import Synchronization

/// A value behind a lock.
public final class Locked<Value: Sendable>: Sendable {
  private let mutex: Mutex<Value>

  /// A value that any thread may read and set.
  public init(_ value: Value) {
    mutex = Mutex(value)
  }

  /// The value.
  public func get() -> Value { mutex.withLock { $0 } }

  /// Replaces the value.
  public func set(_ value: Value) { mutex.withLock { $0 = value } }
}
