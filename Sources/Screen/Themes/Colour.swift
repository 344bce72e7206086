import Foundation

/// A colour as a theme names it.
public enum Colour: Sendable, Hashable {
  /// The terminal's own text or background.
  case own
  /// One of the terminal's colours, 0 to 255: the first sixteen are its own to define.
  case index(Int)
  /// Red, green and blue, each 0 to 255; shown as the nearest of the colours 16 to 255.
  case rgb(Int, Int, Int)
}

extension Colour {
  /// The names of the first sixteen.
  public static let names = [
    "black", "red", "green", "yellow", "blue", "magenta", "cyan", "white", "bright-black",
    "bright-red", "bright-green", "bright-yellow", "bright-blue", "bright-magenta", "bright-cyan",
    "bright-white",
  ]

  /// Reads `own`, one of `names`, a number from 0 to 255, or `#rrggbb`.
  public init?(_ text: String) {
    if text == "own" {
      self = .own
    } else if let index = Self.names.firstIndex(of: text) {
      self = .index(index)
    } else if let index = Int(text), (0...255).contains(index) {
      self = .index(index)
    } else if text.hasPrefix("#"), text.utf8.count == 7, text.dropFirst().allSatisfy(\.isHexDigit),
      let value = Int(text.dropFirst(), radix: 16)
    {
      self = .rgb(value >> 16, value >> 8 & 0xFF, value & 0xFF)
    } else {
      return nil
    }
  }

  /// The number of the colour among so many; `nil` for the terminal's own.
  public func index(_ depth: ColourDepth) -> Int? {
    let palette: Range<Int>
    switch (self, depth) {
    case (.own, _), (_, .none): return nil
    case (.index(let index), .many): return index
    case (.index(let index), .sixteen) where index < 16: return index
    case (.index(let index), .eight) where index < 16: return index % 8
    case (_, .many): palette = 16..<256
    case (_, .sixteen): palette = 0..<16
    case (_, .eight): palette = 0..<8
    }
    return palette.min { distance(to: $0) < distance(to: $1) }
  }

  /// Red, green and blue; of the terminal's own colours, those that are usual. `nil` for `own`.
  public var components: (red: Int, green: Int, blue: Int)? {
    switch self {
    case .own: nil
    case .index(let index): Self.components(of: index)
    case .rgb(let red, let green, let blue): (red, green, blue)
    }
  }

  /// How well one can be read on the other, from 1 to 21 (WCAG 2.2, contrast ratio); `nil` where
  /// one of them is the terminal's own.
  public func contrast(on other: Colour) -> Double? {
    guard let one = luminance, let two = other.luminance else { return nil }
    return (max(one, two) + 0.05) / (min(one, two) + 0.05)
  }
}

extension Colour {
  /// Six steps a channel in the colours 16 to 231.
  private static let steps = [0, 95, 135, 175, 215, 255]

  /// What the first sixteen usually are.
  private static let usual = [
    (0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
    (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255),
    (255, 0, 255), (0, 255, 255), (255, 255, 255),
  ]

  private static func components(of index: Int) -> (red: Int, green: Int, blue: Int) {
    switch index {
    case ..<16: return usual[max(0, index)]
    case ..<232:
      let place = index - 16
      return (steps[place / 36], steps[place / 6 % 6], steps[place % 6])
    default:
      let grey = 8 + 10 * (min(index, 255) - 232)
      return (grey, grey, grey)
    }
  }

  /// How far away a colour looks, with green weighed most, as the eye does.
  private func distance(to index: Int) -> Int {
    guard let one = components else { return 0 }
    let two = Self.components(of: index)
    let (red, green, blue) = (one.red - two.red, one.green - two.green, one.blue - two.blue)
    return 3 * red * red + 4 * green * green + 2 * blue * blue
  }

  private var luminance: Double? {
    guard let components else { return nil }
    let parts = [components.red, components.green, components.blue].map { part -> Double in
      let part = Double(part) / 255
      return part <= 0.04045 ? part / 12.92 : pow((part + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }
}
