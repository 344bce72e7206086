import Text
import Foundation
import SCIM
import Testing

/// Looks for the tests' token, however it is written.
struct SecretSearch: Sendable {
  private let forms: [String]

  init(_ token: String = Usher.token) {
    let unreserved = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
    let encoded = token.addingPercentEncoding(withAllowedCharacters: unreserved) ?? token
    forms =
      [
        token, encoded, encoded.lowercased(), token.replacingOccurrences(of: "/", with: "\\/"),
        String(token.reversed()), token.map { "\($0)\0" }.joined(),
        token.utf8.map { String(format: "%02x", $0) }.joined(),
      ]
      + ["", "a", "ab"].map { before in
        String(Data((before + token).utf8).base64EncodedString().dropFirst(4).dropLast(4))
      }
  }

  /// Whether it stands in a text.
  func isIn(_ text: String) -> Bool { forms.contains { text.contains($0) } }

  /// The files below a folder in which it stands.
  func files(below folder: String) -> [String] {
    let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
    return names.filter { name in
      guard let data = FileManager.default.contents(atPath: folder + "/" + name) else {
        return false
      }
      return forms.contains { data.range(of: Data($0.utf8)) != nil }
    }.sorted()
  }

  /// The programs that run with it on their command line, of those that usher is or starts.
  func processes(_ isAsked: (String) -> Bool) -> [String] {
    let pids = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return pids.filter { Int($0) != nil }.compactMap { pid in
      let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
      let words = String(decoding: bytes, as: UTF8.self).replacingOccurrences(of: "\0", with: " ")
      return isAsked(words) && isIn(words) ? words : nil
    }
  }
}

/// The commands that usher has, as it says itself: `connection test`.
func commands(of usher: Usher) async throws -> Set<String> {
  let help = try await usher.command(["--experimental-dump-help"]).run(timeout: 20).json()
  func leaves(_ command: JSONValue, _ path: [String]) -> [String] {
    let below = (command["subcommands"]?.array ?? []).filter { $0["commandName"] != "help" }
    if below.isEmpty { return [path.joined(separator: " ")] }
    return below.flatMap { leaves($0, path + [$0["commandName"]?.string ?? "?"]) }
  }
  return Set(leaves(help["command"] ?? .null, []))
}
