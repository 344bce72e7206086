import Text
import Provisioning
import SCIM
import Synchronization

/// The look before an account is made, for a run that makes many: everyone is read by pages once in a
/// while, instead of asking for each. What is made meanwhile by others is found out by the app's
/// refusal, as between any look and any creation.
actor PageLookup {
  /// How many accounts are held at most.
  static let most = 1_000_000
  /// How long a reading is believed at least, in seconds; longer where it took long.
  static let shortest = 60.0

  private let time: any TimeSource
  private var isOn = false {
    didSet { publish() }
  }
  private var index: AccountIndex?
  private var isGoodUntil = 0.0 {
    didSet { publish() }
  }
  private nonisolated let standing = Mutex<Double?>(nil)
  private var reading: Task<AccountIndex, any Error>?

  init(_ time: any TimeSource) { self.time = time }

  /// Whether pages are cheaper than questions.
  static func isCheaper(total: Int, pageSize: Int, creations: Int, questions: Int) -> Bool {
    let pages = total / max(1, pageSize) + 1
    return total <= most && pages * 2 < creations * questions
  }

  /// Until when accounts are looked for where everyone was read, so that the app is asked nothing;
  /// `nil` where it is asked.
  nonisolated var standsUntil: Double? { standing.withLock { $0 } }

  private func publish() {
    let until = isOn && index != nil ? isGoodUntil : nil
    standing.withLock { $0 = until }
  }

  /// Turns it on or off for what comes.
  func use(_ isOn: Bool) { self.isOn = isOn }

  /// The accounts that may have a value.
  ///
  /// - Parameter read: reads everyone.
  /// - Returns: `nil` where the app is to be asked.
  func candidates(
    _ path: AttributePath, _ value: String,
    read: @escaping @Sendable () async throws -> AccountIndex
  ) async -> [JSONValue]? {
    guard isOn else { return nil }
    if let index, time.now() < isGoodUntil { return index.candidates(path, value) }
    let start = time.now()
    let reading = self.reading ?? besides(read)
    self.reading = reading
    do {
      let index = try await reading.value
      if self.reading == reading {
        self.reading = nil
        self.index = index
        isGoodUntil = time.now() + max(Self.shortest, 10 * (time.now() - start))
      }
      return index.candidates(path, value)
    } catch {
      // The app is asked, and says itself what is wrong.
      if self.reading == reading { self.reading = nil }
      isOn = false
      return nil
    }
  }
}
