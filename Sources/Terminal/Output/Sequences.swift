import Foundation

/// What is written to the terminal beside cells.
enum Sequences {
  static let pasteOn = "\u{1B}[?2004h"
  static let pasteOff = "\u{1B}[?2004l"
  static let titleKept = "\u{1B}[22;2t"
  static let titleBack = "\u{1B}]2;\u{7}\u{1B}[23;2t"
  /// Asks whether the terminal has margins (DECRQM of mode 69). One that does not understand the
  /// question may show its last letter, which is wiped.
  static let marginsAsked = "\u{1B}7\u{1B}[?69$p\u{1B}8\u{1B}[K"
  static let mouseOn = "\u{1B}[?1000h\u{1B}[?1006h"
  static let mouseOff = "\u{1B}[?1006l\u{1B}[?1000l"

  /// The most bytes of a text that is copied: many terminals take no more than 100,000 letters.
  static let copyLimit = 74_994

  /// Sets the window's title; nothing in it can do anything else.
  static func title(_ text: String) -> String {
    let safe = text.unicodeScalars.filter { !(0..<0x20).contains($0.value) && !isControl($0) }
    return "\u{1B}]2;" + String(String.UnicodeScalarView(safe.prefix(120))) + "\u{7}"
  }

  /// Copies a text to the clipboard of the terminal (OSC 52, write only); `nil` where it is too
  /// long. In tmux both routes are used: its own, and past it.
  static func copy(_ text: String, inTmux: Bool) -> String? {
    guard text.utf8.count <= copyLimit else { return nil }
    let sequence = "\u{1B}]52;c;\(Data(text.utf8).base64EncodedString())\u{7}"
    guard inTmux else { return sequence }
    return sequence + "\u{1B}Ptmux;\u{1B}\(sequence)\u{1B}\\"
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate: true
    default: false
    }
  }
}
