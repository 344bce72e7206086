/// A bearer token. However it is printed, logged, dumped or shown in a crash, it reads `<hidden>`;
/// only this room can see what it says.
public struct Token: Sendable, Hashable {
  private let value: String

  /// The longest token that is taken, in bytes. Servers' limits on a header line are lower.
  static let longest = 16_384

  /// A token that stands as text somewhere, without space and line break around it.
  ///
  /// - Parameters:
  ///   - text: the token; visible ASCII only, since anything else would break the header that
  ///     carries it (RFC 6750, section 2.1).
  ///   - place: where it was found, for the error ("the file /etc/usher/token").
  public init(_ text: some StringProtocol, from place: String = "the token's source")
    throws(TokenError)
  {
    guard !text.isEmpty else { throw .empty(place: place) }
    guard text.utf8.count <= Self.longest else { throw .tooLong(place: place) }
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw .badCharacter(place: place, isPrefixed: text.lowercased().hasPrefix("bearer "))
    }
    value = String(text)
  }

  /// What the token says: for the header that carries it and for removing it from texts.
  func reveal() -> String { value }
}

extension Token: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always `<hidden>`.
  public var description: String { "<hidden>" }
  /// Always `<hidden>`.
  public var debugDescription: String { "<hidden>" }
  /// A mirror that shows nothing.
  public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}
