import Text

/// What a value template gives for one user.
public enum TemplateValue: Sendable, Hashable {
  case text(String)
  case number(Double)
  case boolean(Bool)
  case list([String])

  /// How much text a value may hold, in bytes of UTF-8; what goes beyond it is cut off.
  public static let sizeLimit = 1_000_000

  /// The value as text. A whole number has no point, a list is joined with a comma and a space.
  public var text: String {
    switch self {
    case .text(let text): text
    case .number(let number): Self.text(of: number)
    case .boolean(let value): value ? "true" : "false"
    case .list(let elements): elements.joined(separator: ", ")
    }
  }

  /// Whether there is nothing in it: empty text or an empty list. Zero and false are values.
  public var isEmpty: Bool {
    switch self {
    case .text(let text): text.isEmpty
    case .list(let elements): elements.isEmpty
    case .number, .boolean: false
    }
  }

  /// Whether a condition takes the value as true: everything but `false`, the text `false` in any
  /// case (the directory holds nothing but text), empty text and an empty list.
  var isTrue: Bool {
    switch self {
    case .text(let text): !text.isEmpty && text.lowercased() != "false"
    case .list(let elements): !elements.isEmpty
    case .boolean(let value): value
    case .number: true
    }
  }

  /// The number that the value is, or that its text says.
  var number: Double? {
    switch self {
    case .number(let number): number
    case .text(let text): Double(plainNumber: text)
    case .boolean, .list: nil
    }
  }

  /// The value with its text cut to the limit.
  func bounded() -> TemplateValue {
    switch self {
    case .text(let text): return .text(text.cut(toBytes: Self.sizeLimit))
    case .number, .boolean: return self
    case .list(let elements):
      var room = Self.sizeLimit
      var kept: [String] = []
      for element in elements where room > 0 {
        kept.append(element.cut(toBytes: room))
        // An empty element costs a byte too, so that a list cannot grow without bound.
        room -= max(1, element.utf8.count)
      }
      return .list(kept)
    }
  }

  private static func text(of number: Double) -> String {
    if let whole = Int64(exactly: number), whole.magnitude < 1 << 53 { return String(whole) }
    return String(number)
  }
}

extension Double {
  /// A number as people write it: digits with a sign, a point and an exponent; no `nan`, no
  /// hexadecimal, nothing around it but spaces.
  init?(plainNumber text: String) {
    let trimmed = text.drop { $0 == " " }
    guard !trimmed.isEmpty, trimmed.utf8.count <= 64,
      trimmed.utf8.allSatisfy({
        switch $0 {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
          UInt8(ascii: "+"), UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: " "):
          true
        default: false
        }
      })
    else { return nil }
    let end = trimmed.lastIndex { $0 != " " } ?? trimmed.startIndex
    guard let value = Double(trimmed[...end]), value.isFinite else { return nil }
    self = value
  }
}
