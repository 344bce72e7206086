/// What happened in a run, as a hash by which two runs are compared and, where somebody wants to
/// read it, as lines.
final class Trace {
  /// FNV-1a over everything that was noted.
  private(set) var hash: UInt64 = 0xcbf2_9ce4_8422_2325
  private let reader: ((String) -> Void)?

  /// - Parameter reader: gets each line; `nil` where nobody reads.
  init(reader: ((String) -> Void)?) { self.reader = reader }

  /// Notes a line.
  func note(_ now: Double, _ line: String) {
    for byte in line.utf8 { mix(UInt64(byte)) }
    mix(now.bitPattern)
    guard let reader else { return }
    let seconds = (now - Scheduler.start) * 1_000
    let padded = String(Int(seconds.rounded()))
    reader(String(repeating: " ", count: max(0, 9 - padded.count)) + padded + " ms  " + line)
  }

  /// Notes a choice that is too small for a line.
  func mix(_ value: UInt64) {
    hash = (hash ^ value) &* 0x0000_0100_0000_01b3
  }
}
