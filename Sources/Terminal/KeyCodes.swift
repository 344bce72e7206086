import CNcurses
import Screen

/// The flag of ncurses' own codes as it is compared here.
let US_CODE32 = Int32(US_CODE)

/// Keys by the codes of the shim.
enum KeyCodes {
  private static let special: [Int: Key] = [
    Int(US_UP): .up, Int(US_DOWN): .down, Int(US_LEFT): .left, Int(US_RIGHT): .right,
    Int(US_HOME): .home, Int(US_END): .end, Int(US_PAGE_UP): .pageUp,
    Int(US_PAGE_DOWN): .pageDown, Int(US_DELETE): .delete, Int(US_BACKSPACE): .backspace,
    Int(US_BACK_TAB): .backTab, Int(US_ENTER): .enter,
  ]

  /// The key of a code; `nil` for what means nothing.
  static func key(_ code: Int32) -> Key? {
    if code & US_CODE32 != 0 {
      let code = Int(code & ~US_CODE32)
      if code > Int(US_FUNCTION) { return .function(code - Int(US_FUNCTION)) }
      return special[code]
    }
    switch code {
    case 9: return .tab
    case 10, 13: return .enter
    case 27: return .escape
    case 8, 127: return .backspace
    case 1...26:
      return Unicode.Scalar(UInt32(code) + 96).map { .control(Character($0)) }
    case ..<32: return nil
    default: return Unicode.Scalar(UInt32(code)).map { .character(Character($0)) }
    }
  }
}
