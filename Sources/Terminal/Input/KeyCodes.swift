import CNcurses
import Screen

/// The flag of the shim's own codes, as it is compared here.
let US_CODE32 = Int32(US_CODE)

/// Keys by the codes of the shim.
enum KeyCodes {
  private static let special: [Int32: Key] = [
    Int32(US_UP): .up, Int32(US_DOWN): .down, Int32(US_LEFT): .left, Int32(US_RIGHT): .right,
    Int32(US_HOME): .home, Int32(US_END): .end, Int32(US_PAGE_UP): .pageUp,
    Int32(US_PAGE_DOWN): .pageDown, Int32(US_INSERT): .insert, Int32(US_DELETE): .delete,
    Int32(US_BACKSPACE): .backspace, Int32(US_BACK_TAB): .backTab, Int32(US_ENTER): .enter,
  ]

  /// The key of a code; `nil` for what means nothing.
  static func key(_ code: Int32) -> Key? {
    if code & US_CODE32 != 0 {
      let code = code & ~US_CODE32
      if code > Int32(US_FUNCTION) { return .function(Int(code) - Int(US_FUNCTION)) }
      return special[code]
    }
    switch code {
    case 9: return .tab
    case 10, 13: return .enter
    case 27: return .escape
    case 8, 127: return .backspace
    case 1...26: return Unicode.Scalar(UInt32(code) + 96).map { .control(Character($0)) }
    case ..<32, 0x80..<0xA0: return nil
    default: return Unicode.Scalar(UInt32(code)).map { .character(Character($0)) }
    }
  }
}
