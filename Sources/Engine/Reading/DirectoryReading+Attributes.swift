import Provisioning

/// An attribute that users of the directory have, and its values.
public struct AttributeUse: Sendable, Hashable {
  /// One value.
  public struct Value: Sendable, Hashable {
    /// The value.
    public var text: String
    /// How many users have it.
    public var count: Int

    /// A value.
    public init(_ text: String, count: Int) {
      self.text = text
      self.count = count
    }
  }

  /// The attribute's name.
  public var name: String
  /// How many users have any value.
  public var count: Int
  /// The most frequent values first.
  public var values: [Value]

  /// An attribute.
  public init(_ name: String, count: Int, values: [Value]) {
    self.name = name
    self.count = count
    self.values = values
  }
}

extension DirectoryReading {
  /// How many different values of an attribute are counted, and how many are given.
  private static let valuesCounted = 2_000
  private static let valuesGiven = 200

  /// Every attribute that somebody has, by name, with its most frequent values.
  ///
  /// - Parameter limit: how many users are looked at.
  public func attributeUse(ofUsers limit: Int = 20_000) throws -> [AttributeUse] {
    try store.read { session in
      var counts: [String: [String: Int]] = [:]
      var users: [String: Int] = [:]
      var after: UserID = 0
      var seen = 0
      while seen < limit {
        let page = try session.directory.users(
          after: after, search: "", role: nil, limit: StorePage.size)
        guard let last = page.last else { break }
        for user in page.map(\.user) {
          for (name, value) in user.attributes where !value.isEmpty {
            users[name, default: 0] += 1
            let isFull = (counts[name]?.count ?? 0) >= Self.valuesCounted
            if !isFull || counts[name]?[value] != nil {
              counts[name, default: [:]][value, default: 0] += 1
            }
          }
        }
        after = last.user.id
        seen += page.count
      }
      return users.sorted { $0.key < $1.key }.map { name, count in
        let values = (counts[name] ?? [:]).map { AttributeUse.Value($0.key, count: $0.value) }
          .sorted { ($1.count, $0.text) < ($0.count, $1.text) }
        return AttributeUse(name, count: count, values: Array(values.prefix(Self.valuesGiven)))
      }
    }
  }
}
