public import Text

extension JSONValue {
  /// The longest id that is taken, in bytes: it has to fit into the line of a request.
  public static let longestIdentifier = 1_024

  /// The resource's id (RFC 7643, section 3.1), also where the server sent a number. `nil` where
  /// there is none, where it is empty (a DELETE of it would be one of the whole collection), where
  /// it is longer than ``longestIdentifier``, and where it holds a NUL, at which a store may end it,
  /// so that it would be another one's.
  public var identifier: String? {
    guard let id = self["id"]?.scalarText, !id.isEmpty, id.utf8.count <= Self.longestIdentifier,
      !id.utf8.contains(0)
    else { return nil }
    return id
  }
}
