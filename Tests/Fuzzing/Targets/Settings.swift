import Manifest
import Screen

extension FuzzTarget {
  /// Keys in notation.
  static let keys = FuzzTarget(name: "keys") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    guard let keys = Key.parse(text) else { return nil }
    for key in keys where Key.parse(key.notation) != [key] {
      return "\(key.notation) does not read back"
    }
    return nil
  }

  /// The files of a person's own keys and of a theme.
  static let settings = FuzzTarget(name: "settings") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    guard let entries = try? SettingsText.entries(text) else { return nil }
    for text in entries.flatMap(\.values) {
      _ = Key.parse(text)
      if case .success(let style) = Style.read(text) {
        _ = style.foreground?.contrast(on: style.background ?? .index(0))
      }
    }
    let styles = entries.compactMap { entry in
      entry.values.count == 1 ? (entry.name, entry.values[0]) : nil
    }
    let named = Dictionary(styles, uniquingKeysWith: { $1 })
    guard let definition = try? ThemeDefinition(name: "x", entries: named) else { return nil }
    let theme = try? definition.theme { name throws(ThemeError) in
      throw .unknown(name, places: [])
    }
    for depth in ColourDepth.allCases {
      for role in Role.allCases { _ = theme?.look(of: role, depth) }
    }
    return nil
  }
}
