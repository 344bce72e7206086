import Foundation

/// Says at once what is wrong with a value; the reader of the configuration file, which looks at
/// everything again when it is saved, has the last word.
enum FieldCheck {
  /// A base URL: `https`, or `http` for this host alone.
  static func baseURL(_ text: String) -> String? {
    if text.isEmpty { return "the SCIM base URL is needed, https://…" }
    guard let separator = text.range(of: "://") else { return "write it as https://HOST/PATH" }
    let scheme = text[..<separator.lowerBound].lowercased()
    guard scheme == "https" || scheme == "http" else { return "it begins with https://" }
    let rest = text[separator.upperBound...]
    let authority = rest.prefix { !"/?#".contains($0) }
    if authority.contains("@") { return "take the user or password out; the token has a field" }
    if rest.contains("?") || rest.contains("#") { return "end it before the ? or #" }
    if text.contains(where: { $0.isWhitespace || !$0.isASCII }) { return "it holds no spaces" }
    if authority.isEmpty { return "it names no host" }
    let host = authority.lowercased()
    let isHere =
      host.hasPrefix("localhost") || host.hasPrefix("127.") || host.hasPrefix("[::1]")
    return scheme == "http" && !isHere ? "it begins with https://, else the token is seen" : nil
  }

  /// A whole number from 1 up to a limit, or nothing.
  static func count(_ text: String, upTo limit: Int) -> String? {
    if text.isEmpty { return nil }
    guard let number = Int(text), (1...limit).contains(number) else {
      return "a whole number from 1 to \(limit), or nothing"
    }
    return nil
  }

  /// A number from a least to a greatest one, or nothing.
  static func number(_ text: String, _ range: ClosedRange<Double>) -> String? {
    if text.isEmpty { return nil }
    guard let number = Double(text), number.isFinite, range.contains(number) else {
      return "a number from \(short(range.lowerBound)) to \(short(range.upperBound)), or nothing"
    }
    return nil
  }

  /// A number without a point where it is whole.
  static func short(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
  }

  /// Names between commas.
  static func names(_ text: String) -> [String] {
    var names: [String] = []
    for part in text.split(separator: ",") {
      let name = part.split(separator: " ").joined(separator: " ")
      let isNew = !names.contains { $0.lowercased() == name.lowercased() }
      if !name.isEmpty, isNew { names.append(name) }
    }
    return names
  }
}
