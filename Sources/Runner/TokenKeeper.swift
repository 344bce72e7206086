import Engine
import Foundation
import Host
import Provisioning

/// Keeps tokens that were typed, each in a file that only its owner can read.
struct TokenKeeper: SecretKeeper {
  let home: Home

  func draft(_ secret: String, for app: String) throws -> any SecretDraft {
    let folder = home.path + "/tokens"
    try OwnFile.makeFolder(folder)
    let path = "\(folder)/\(app.asFileName).token"
    return Draft(path: path, draft: try OwnFile.draft(Array("\(secret)\n".utf8), for: path))
  }

  /// A token beside its place, where nothing reads it yet.
  private struct Draft: SecretDraft {
    let path: String
    let draft: String

    var source: TokenSource { .file(path) }

    func keep() throws { try OwnFile.put(draft, at: path) }

    func discard() { unlink(draft) }
  }
}

extension String {
  /// The text as the name of a file: other than letters, digits, `-` and `_`, each byte by number.
  var asFileName: String {
    utf8.map { byte in
      let scalar = Unicode.Scalar(byte)
      let isPlain =
        scalar.isASCII
        && (scalar.properties.isAlphabetic || "0123456789-_".unicodeScalars.contains(scalar))
      return isPlain ? String(Character(scalar)) : "%" + String(byte, radix: 16)
    }.joined()
  }
}
