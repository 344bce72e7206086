import Foundation
import Manifest
import Screen

/// How the person wants the console to look: `console.yaml` in the folder of their settings, a flat
/// list of `theme: NAME` and `glyphs: ascii` or `unicode`. The environment's `USHER_THEME` and
/// `USHER_GLYPHS` come before it.
public struct Preferences: Sendable {
  /// The folder of the settings; `nil` where the environment names no place for it.
  public let folder: String?
  /// The theme's name, or the path of its file.
  public var theme = Theme.terminal.name
  /// Whether only ASCII is drawn, apart from names and values from outside.
  public var usesASCII: Bool
  /// What is wrong with the file, a sentence each; the rest of it holds.
  public var problems: [String] = []

  /// What the files and the environment say.
  public init(_ environment: [String: String]) {
    folder = Self.folder(environment)
    usesASCII = !Self.isUnicode(environment)
    if let folder { read(folder + "/console.yaml") }
    if let theme = environment["USHER_THEME"], !theme.isEmpty { self.theme = theme }
    take(glyphs: environment["USHER_GLYPHS"] ?? "", from: "USHER_GLYPHS")
  }

  private mutating func read(_ path: String) {
    guard FileManager.default.fileExists(atPath: path) else { return }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let entries = try? SettingsText.entries(text)
    else {
      problems.append("\(path) is no list of settings; write theme: NAME, glyphs: ascii")
      return
    }
    for entry in entries {
      switch (entry.name, entry.values.first) {
      case ("theme", let name?): theme = name
      case ("glyphs", let glyphs?): take(glyphs: glyphs, from: path)
      default:
        problems.append("\(path): no setting is called \(entry.name); theme and glyphs are")
      }
    }
  }

  private mutating func take(glyphs: String, from place: String) {
    switch glyphs {
    case "": break
    case "ascii": usesASCII = true
    case "unicode": usesASCII = false
    default: problems.append("\(place): glyphs are ascii or unicode, not \(glyphs)")
    }
  }

  /// The folder of the settings of whoever has this environment.
  public static func folder(_ environment: [String: String]) -> String? {
    if let folder = environment["XDG_CONFIG_HOME"], folder.hasPrefix("/") {
      return folder + "/usher"
    }
    return environment["HOME"].flatMap { $0.isEmpty ? nil : $0 + "/.config/usher" }
  }

  /// Whether the locale's characters are UTF-8.
  private static func isUnicode(_ environment: [String: String]) -> Bool {
    let names = ["LC_ALL", "LC_CTYPE", "LANG"].compactMap { environment[$0] }
    guard let name = names.first(where: { !$0.isEmpty })?.lowercased() else { return false }
    return name.contains("utf-8") || name.contains("utf8")
  }
}
