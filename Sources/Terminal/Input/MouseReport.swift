import Screen

/// What the mouse did, as terminals report it.
struct MouseReport {
  private let button: Int
  private let column: Int
  private let row: Int
  private let isRelease: Bool

  /// `ESC [ < button ; column ; row M`, with `m` for a release.
  init?(parameters: [Int32], end: Int32) {
    guard parameters.first == 0x3C, end == 0x4D || end == 0x6D else { return nil }
    let text = parameters.dropFirst().compactMap { UInt8(exactly: $0) }
    let numbers = String(decoding: text, as: UTF8.self).split(separator: ";").compactMap { Int($0) }
    guard numbers.count == 3, numbers[1] > 0, numbers[2] > 0 else { return nil }
    (button, column, row) = (numbers[0], numbers[1] - 1, numbers[2] - 1)
    isRelease = end == 0x6D
  }

  /// `ESC [ M` and three bytes.
  init?(bytes: [Int32]) {
    guard bytes.count == 3, bytes.allSatisfy({ (32...255).contains($0) }) else { return nil }
    (button, column, row) = (Int(bytes[0]) - 32, Int(bytes[1]) - 33, Int(bytes[2]) - 33)
    isRelease = button & 3 == 3
    guard column >= 0, row >= 0 else { return nil }
  }

  /// What that is to a console; `nil` for other buttons, and with modifiers.
  var key: Key? {
    switch button {
    case 0 where !isRelease: .click(column: column, row: row)
    case 64: .wheelUp
    case 65: .wheelDown
    default: nil
    }
  }
}
