import Foundation

extension String {
  /// The text with each letter and its accents as one character where there is one (NFC), so that two
  /// ways to write a name are one.
  public var composed: String {
    // Foundation is slow, and asked for what can be composed at all.
    utf8.allSatisfy { $0 < 0x80 } ? self : precomposedStringWithCanonicalMapping
  }

  /// What a name is found by: without regard to case, and to how an accent is composed.
  public var folded: String { composed.lowercased() }
}
