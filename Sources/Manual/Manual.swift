import Text

/// The manual that travels in the binary: on a host without the repository it is still at hand.
public struct Manual: Sendable {
  /// The pages in the order of the table of contents.
  public let pages: [ManualPage]

  /// - Parameter table: the lines of a table that the program knows better than any page: the page
  ///   only says where it stands.
  public init(table: (ManualTable) -> [String]) {
    pages = Self.files.map { ManualPage(topic: $0.topic, bytes: $0.bytes, table: table) }
  }

  /// What `usher manual` calls the pages, in their order.
  public static var topics: [String] { files.map(\.topic) }

  /// The topic that a misspelt one was most likely meant to be; `nil` where none is near.
  public static func nearestTopic(to topic: String) -> String? {
    let wanted = topic.lowercased()
    return topics.first { $0.hasPrefix(wanted) } ?? nearestName(to: wanted, in: topics)
  }

  /// The page of a topic, ignoring case.
  public func page(_ topic: String) -> ManualPage? {
    let topic = topic.lowercased()
    return pages.first { $0.topic == topic }
  }

  /// A line of the manual in which something was found.
  public struct Match: Equatable, Sendable {
    /// The page.
    public let topic: String
    /// From 1, as `usher manual TOPIC` prints the page into a pipe.
    public let line: Int
    /// The line, without the space before it.
    public let text: String
  }

  /// The lines that hold a text, ignoring case, in the order of the pages.
  public func lines(holding text: String) -> [Match] {
    let wanted = text.lowercased()
    return pages.flatMap { page in
      page.lines.enumerated().compactMap { index, line in
        guard line.lowercased().contains(wanted) else { return nil }
        return Match(topic: page.topic, line: index + 1, text: String(line.drop { $0 == " " }))
      }
    }
  }
}
