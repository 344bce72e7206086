public import Provisioning

/// A password for a server that takes the bytes themselves. However it is printed, logged, dumped or
/// shown in a crash, it reads `<hidden>`.
public struct Password: Sendable {
  private let value: [UInt8]

  init(_ bytes: [UInt8]) { value = bytes }

  /// What it says, for the one call that sends it.
  public func reveal() -> [UInt8] { value }
}

extension Password: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always `<hidden>`.
  public var description: String { "<hidden>" }
  /// Always `<hidden>`.
  public var debugDescription: String { "<hidden>" }
  /// A mirror that shows nothing.
  public var customMirror: Mirror { Mirror(self, children: [(label: String?, value: Any)]()) }
}

extension TokenResolver {
  /// Fetches a password now: the first line of what the source holds, with the spaces that are in it,
  /// whatever its letters.
  public func password(_ source: TokenSource) async throws(TokenError) -> Password {
    let (bytes, place) = try await bytes(of: source)
    var line = Array(bytes.prefix { $0 != 0x0A })
    if line.last == 0x0D { line.removeLast() }
    guard !line.isEmpty else { throw .empty(place: place) }
    guard line.count <= Token.longest else { throw .tooLong(place: place) }
    return Password(line)
  }
}
