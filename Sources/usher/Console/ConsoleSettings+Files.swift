import Console
import Foundation
import Yams

/// The person's own keys: `keys.yaml` in the folder of the settings.
enum KeyFile {
  /// The keys, with what is wrong with them.
  static func read(_ environment: [String: String]) -> Keymap {
    guard let path = path(environment),
      let text = try? String(contentsOfFile: path, encoding: .utf8)
    else { return .standard }
    guard let node = try? Yams.compose(yaml: text), let mapping = node.mapping else {
      return Keymap(unreadable: "\(path) is no list of actions and keys; usher keys lists them")
    }
    var keys: [String: [String]] = [:]
    for (name, value) in mapping {
      guard let id = name.string else { continue }
      keys[id] = value.sequence.map { $0.compactMap(\.string) } ?? value.string.map { [$0] } ?? []
    }
    return Keymap(keys)
  }

  private static func path(_ environment: [String: String]) -> String? {
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
      return folder + "/usher/keys.yaml"
    }
    return environment["HOME"].map { $0 + "/.config/usher/keys.yaml" }
  }
}

/// What the terminal can show.
enum ConsoleLocale {
  /// Whether the locale's characters are UTF-8; `USHER_GLYPHS` says `ascii` or `unicode` instead.
  static func isUnicode(_ environment: [String: String]) -> Bool {
    switch environment["USHER_GLYPHS"] {
    case "ascii": return false
    case "unicode": return true
    default: break
    }
    let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
    guard let name = names.first(where: { !$0.isEmpty })?.lowercased() else { return false }
    return name.contains("utf-8") || name.contains("utf8")
  }
}
