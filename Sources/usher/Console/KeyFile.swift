import Console
import Foundation
import Manifest

/// The person's own keys: `keys.yaml` in the folder of the settings.
enum KeyFile {
  /// The keys, with what is wrong with them.
  static func read(_ folder: String?) -> Keymap {
    guard let path = folder.map({ $0 + "/keys.yaml" }),
      FileManager.default.fileExists(atPath: path)
    else { return .standard }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let entries = try? SettingsText.entries(text)
    else {
      return Keymap(unreadable: "\(path) is no list of actions and keys; usher keys lists them")
    }
    let keys = Dictionary(
      entries.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first })
    return Keymap(keys)
  }
}
