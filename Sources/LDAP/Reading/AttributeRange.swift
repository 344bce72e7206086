/// The part of an attribute's values that an answer holds, as its option says: `member;range=0-1499`.
/// Active Directory sends a part alone where there are many.
struct AttributeRange: Sendable, Hashable {
  /// The number of the next value; `nil` where these are the last.
  let next: Int?

  /// The option of one of these names, all in lower case; `nil` where it has none.
  static func of(_ attribute: String, in names: some Sequence<String>) -> (
    name: String, range: AttributeRange
  )? {
    let start = attribute.lowercased() + ";range="
    for name in names where name.hasPrefix(start) {
      let bounds = name.dropFirst(start.count).split(separator: "-", maxSplits: 1)
      guard bounds.count == 2, Int(bounds[0]) != nil else { continue }
      if bounds[1] == "*" { return (name, AttributeRange(next: nil)) }
      guard let last = Int(bounds[1]) else { continue }
      return (name, AttributeRange(next: last + 1))
    }
    return nil
  }
}
