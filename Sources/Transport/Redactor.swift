import Foundation
import Text

/// Removes a token from what is kept or shown: as it is, percent-encoded, escaped as in JSON, and in
/// Base64, also as a part of something longer (`user:token`).
public struct Redactor: Sendable {
  /// What is looked for, the longest first.
  private let forms: [[UInt8]]
  /// Whether the token is long enough that its letters stand nowhere by chance.
  let isSpecific: Bool

  /// What stands in place of the token.
  public static let mark = "<hidden>"
  /// The shortest token, in bytes, that is looked for in data that the server was asked for.
  static let specificLength = 8
  /// The shortest piece of Base64 that is looked for.
  private static let shortestBase64 = 12

  /// A redactor; without a token it changes nothing.
  public init(_ token: Token?) {
    let secret = token?.reveal() ?? ""
    isSpecific = secret.utf8.count >= Self.specificLength
    var forms: Set<String> = secret.isEmpty ? [] : [secret]
    let unreserved = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
    if let encoded = secret.addingPercentEncoding(withAllowedCharacters: unreserved) {
      forms.formUnion([encoded, Self.lowercasedEscapes(encoded)])
    }
    let escaped = secret.replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "\"", with: "\\\"")
    forms.formUnion([escaped, escaped.replacingOccurrences(of: "/", with: "\\/")])
    for offset in 0..<3 {
      let inner = Self.base64Core(Array(secret.utf8), offset: offset)
      if inner.utf8.count >= Self.shortestBase64 {
        let url = inner.replacingOccurrences(of: "+", with: "-")
          .replacingOccurrences(of: "/", with: "_")
        forms.formUnion([inner, url])
      }
    }
    self.forms = forms.filter { !$0.isEmpty }.sorted { $0.utf8.count > $1.utf8.count }
      .map { Array($0.utf8) }
  }

  /// The text with every form of the token replaced by `<hidden>`.
  public func clean(_ text: String) -> String {
    let bytes = Array(text.utf8)
    guard let cleaned = replacing(bytes) else { return text }
    return String(decoding: cleaned, as: UTF8.self)
  }

  /// The bytes with every form of the token replaced.
  public func clean(_ bytes: [UInt8]) -> [UInt8] {
    replacing(bytes) ?? bytes
  }

  /// The bytes without the token, or `nil` where it does not stand in them.
  private func replacing(_ bytes: [UInt8]) -> [UInt8]? {
    var result: [UInt8]?
    for form in forms {
      let current = result ?? bytes
      var output: [UInt8] = []
      var start = 0
      while let found = current.firstPlace(of: form, from: start) {
        output.append(contentsOf: current[start..<found])
        output.append(contentsOf: Self.mark.utf8)
        start = found + form.count
      }
      if start > 0 { result = output + current[start...] }
    }
    return result
  }

  /// The letters of the Base64 of any text that holds the secret, where so many bytes (modulo 3)
  /// stand before it: without the letters at the ends, which neighbours have a share in.
  private static func base64Core(_ secret: [UInt8], offset: Int) -> String {
    let encoded = Data([UInt8](repeating: 0, count: offset) + secret).base64EncodedString()
    let bits = (offset + secret.count) * 8
    let first = (offset * 8 + 5) / 6
    let end = bits / 6
    return String(encoded.prefix(end).dropFirst(first))
  }

  /// `%2F` as `%2f`: both are written.
  private static func lowercasedEscapes(_ text: String) -> String {
    var result = ""
    var escaped = 0
    for letter in text {
      result += escaped > 0 ? letter.lowercased() : String(letter)
      escaped = letter == "%" ? 2 : max(0, escaped - 1)
    }
    return result
  }
}
