/// How many there are, and what the first of them are called.
public struct NameTally: Sendable, Hashable {
  /// As many names are kept.
  public static let most = 50

  /// How many there are.
  public private(set) var count = 0
  /// The first names.
  public private(set) var names: [String] = []

  /// Of these names; of none where nothing is given.
  public init(_ names: [String] = []) {
    for name in names { add(name) }
  }

  /// Counts one more.
  public mutating func add(_ name: String) {
    count += 1
    if names.count < Self.most { names.append(name) }
  }

  /// Counts others whose names are not kept.
  public mutating func count(more: Int) { count += max(0, more) }

  /// The first three names, and how many more there are.
  public var words: String { words(upTo: 3) }

  /// The first names, and how many more there are; all of them where one more than that fits.
  public func words(upTo limit: Int) -> String {
    let limit = count <= limit + 1 ? limit + 1 : limit
    let shown = names.prefix(limit)
    let rest = count - shown.count
    let list = shown.joined(separator: ", ")
    return rest == 0 ? list : "\(list) and \(rest) more"
  }
}
