/// Names of Unix users, which hold neither comma nor blank, as one text.
enum RequesterNames {
  /// The text that holds these names.
  static func text(_ names: [String]) -> String { names.joined(separator: ", ") }

  /// The names that such a text holds.
  static func names(_ text: String?) -> [String] {
    guard let text, text.utf8.contains(UInt8(ascii: ",")) else {
      return text.map { $0.isEmpty ? [] : [$0] } ?? []
    }
    return text.split(separator: ",").map { $0.trimmingPrefix(" ") }.map { String($0) }
  }
}
