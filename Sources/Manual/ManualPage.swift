/// A page of the manual: Markdown about one topic.
public struct ManualPage: Sendable {
  /// What `usher manual` calls it: the name of its file.
  public let topic: String
  /// The Markdown, whose first line is the heading.
  public let text: String

  init(_ topic: String, _ bytes: [UInt8]) {
    self.topic = topic
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// Its heading: a name, a colon, and what the page is about.
  public var title: String {
    lines.first?.trimmingPrefix("# ").description ?? ""
  }

  /// What the page is about, in one line.
  public var summary: String {
    let title = title
    guard let colon = title.firstRange(of: ": ") else { return title }
    return String(title[colon.upperBound...])
  }

  /// The Markdown line by line.
  public var lines: [String] {
    var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    return lines
  }
}
