import Provisioning

/// The manual that travels in the binary: on a host without the repository it is still at hand.
public enum Manual {
  /// The page of a topic, ignoring case.
  public static func page(_ topic: String) -> ManualPage? {
    let topic = topic.lowercased()
    return pages.first { $0.topic == topic }
  }

  /// The topic that a misspelt one was most likely meant to be; `nil` where none is near.
  public static func nearest(to topic: String) -> String? {
    let wanted = topic.lowercased()
    let topics = pages.map(\.topic)
    return topics.first { $0.hasPrefix(wanted) } ?? nearestName(to: wanted, in: topics)
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
  public static func lines(holding text: String) -> [Match] {
    let wanted = text.lowercased()
    return pages.flatMap { page in
      page.lines.enumerated().compactMap { index, line in
        line.lowercased().contains(wanted)
          ? Match(
            topic: page.topic, line: index + 1, text: line.trimmingPrefix { $0 == " " }.description)
          : nil
      }
    }
  }
}
