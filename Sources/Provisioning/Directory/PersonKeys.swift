import Text

/// What says who somebody is, whatever they are called: the values of the attributes that the
/// directory names persons by (`external_id`, `employee_id`). A key that was known once is kept when
/// a file leaves it empty.
public struct PersonKeys: Sendable, Hashable {
  /// The values by attribute, its name as those of columns are compared; an attribute without a value
  /// is not in it.
  public private(set) var values: [String: String]

  /// Keys by attribute; space around a value is no part of it, and an empty one is none.
  public init(_ values: [String: String] = [:]) {
    self.values = [:]
    for (attribute, value) in values {
      let value = value.withoutOuterSpace
      if !value.isEmpty { self.values[ColumnName.folded(attribute)] = value }
    }
  }

  /// The keys that a user's attributes hold.
  ///
  /// - Parameter identity: the attributes that count.
  public init(of user: DirectoryUser, by identity: [String]) {
    var values: [String: String] = [:]
    for attribute in identity {
      if case .text(let value) = user.value(of: attribute) { values[attribute] = value }
    }
    self.init(values)
  }

  /// Whether there is none.
  public var isEmpty: Bool { values.isEmpty }

  /// The value of an attribute; `nil` for none.
  public subscript(attribute: String) -> String? { values[ColumnName.folded(attribute)] }

  /// The first key that there is, in the order in which they decide.
  public func first(of identity: [String]) -> String? {
    for attribute in identity {
      if let value = self[attribute] { return value }
    }
    return nil
  }

  /// These keys, with newer values in the place of older ones; what the newer ones lack stays.
  public func updated(with newer: PersonKeys) -> PersonKeys {
    var keys = self
    keys.values.merge(newer.values) { _, new in new }
    return keys
  }

  /// Whether these keys and others are one person's. They are compared attribute by attribute; the
  /// first for which both have a value decides.
  public func compared(with other: PersonKeys, by identity: [String]) -> KeyComparison {
    for (rank, attribute) in identity.enumerated() {
      guard let mine = self[attribute], let theirs = other[attribute] else { continue }
      if mine == theirs { return .same(rank: rank) }
      return mine.lowercased() == theirs.lowercased()
        ? .sameButForCase(attribute: attribute) : .different(attribute: attribute)
    }
    return .incomparable
  }
}

/// What two sets of keys say about two people.
public enum KeyComparison: Sendable, Hashable {
  /// One person: the attribute at this place of the order agrees.
  case same(rank: Int)
  /// The attribute differs in upper and lower case alone. Some systems number people so; for one who
  /// keeps the username it is how the same key was written.
  case sameButForCase(attribute: String)
  /// Two people: both have the attribute, and it differs.
  case different(attribute: String)
  /// No attribute has a value on both sides.
  case incomparable
}

extension String {
  fileprivate var withoutOuterSpace: String {
    guard first?.isWhitespace == true || last?.isWhitespace == true else { return self }
    var rest = self[...].drop(while: \.isWhitespace)
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
