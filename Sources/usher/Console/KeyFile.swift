import Console
import Foundation
import Yams

/// The person's own keys: `keys.yaml` in the folder of the settings.
enum KeyFile {
  /// The keys, with what is wrong with them.
  static func read(_ folder: String?) -> Keymap {
    guard let path = folder.map({ $0 + "/keys.yaml" }),
      FileManager.default.fileExists(atPath: path)
    else { return .standard }
    guard let text = try? String(contentsOfFile: path, encoding: .utf8),
      let node = try? Yams.compose(yaml: text), let mapping = node.mapping
    else {
      return Keymap(unreadable: "\(path) is no list of actions and keys; usher keys lists them")
    }
    var keys: [String: [String]] = [:]
    for (name, value) in mapping {
      guard let id = name.string else { continue }
      keys[id] = value.sequence.map { $0.compactMap(\.string) } ?? value.string.map { [$0] } ?? []
    }
    return Keymap(keys)
  }
}
