public import Text
public import SCIM

/// An app attribute by which the account of a user is found that is there already.
public struct MatchAttribute: Sendable, Hashable {
  /// The SCIM path as it is written: `userName`, `emails`.
  public let text: String

  /// What is looked for where nothing else is set.
  public static let standard = [MatchAttribute("userName"), MatchAttribute("externalId")]

  /// The path that is asked for; e-mail addresses and their like by their values.
  public let path: AttributePath

  /// Whether an app has each value once: whoever holds it stands in the way of another account.
  public let isUnique: Bool

  /// An attribute.
  public init(_ text: String) {
    self.text = text
    path = Self.path(text)
    isUnique = ["username", "externalid", "id"].contains(text.lowercased())
  }

  private static func path(_ text: String) -> AttributePath {
    guard var path = try? AttributePath(parsing: text) else {
      return AttributePath(attribute: text)
    }
    let attribute = SchemaSet.user.attribute(at: path)
    if path.subAttribute == nil, attribute?.type == .complex { path.subAttribute = "value" }
    path.filter = nil
    return path
  }

  /// The values of a resource, without empty ones and repeats.
  public func values(of resource: JSONValue) -> [String] {
    resource.values(at: path).compactMap(\.scalarText).reduce(into: []) { all, value in
      if !value.isEmpty, !all.contains(value) { all.append(value) }
    }
  }

  /// Whether two are one attribute.
  public static func == (a: MatchAttribute, b: MatchAttribute) -> Bool {
    a.text.lowercased() == b.text.lowercased()
  }

  /// Hashes what is compared.
  public func hash(into hasher: inout Hasher) { hasher.combine(text.lowercased()) }
}

extension ConnectionSettings {
  /// The attributes that find an account that is there already, in order.
  public var matching: [MatchAttribute] {
    match.map { $0.map(MatchAttribute.init) } ?? MatchAttribute.standard
  }
}
