/// A page of the manual: Markdown about one topic.
public struct ManualPage: Sendable {
  /// What `usher manual` calls it: the name of its file.
  public let topic: String
  /// The Markdown line by line.
  public let lines: [String]

  init(topic: String, bytes: [UInt8], table: (ManualTable) -> [String]) {
    self.topic = topic
    var lines = String(decoding: bytes, as: UTF8.self)
      .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    if lines.last == "" { lines.removeLast() }
    for name in ManualTable.allCases {
      guard let index = lines.firstIndex(of: name.mark) else { continue }
      lines.replaceSubrange(index...index, with: table(name))
    }
    self.lines = lines
  }

  /// The Markdown, whose first line is the heading.
  public var text: String { lines.map { $0 + "\n" }.joined() }

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
}
