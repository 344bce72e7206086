import Text
import SCIM

/// The names of the attributes that people of the directory have, compared as those of columns are.
public struct AttributeNames: Sendable {
  /// How many names are kept.
  private static let limit = 5_000

  private var folded: Set<String> = []
  private var written: Set<String> = []

  /// No names yet.
  public init() {}

  /// Takes the names of one user.
  public mutating func take(_ names: some Sequence<String>) {
    for name in names where written.count < Self.limit && written.insert(name).inserted {
      folded.insert(ColumnName.folded(name))
    }
  }

  /// Whether somebody has an attribute of this name.
  public func has(_ name: String) -> Bool {
    written.contains(name) || folded.contains(ColumnName.folded(name))
  }

  /// The known name, or the one somebody has, that a misspelt one was most likely meant to be.
  public func nearest(to name: String) -> String? {
    let known = ["username", "status", "roles"] + DirectoryUser.knownAttributes
    let near = nearestName(to: name, in: known + written.sorted())
    return near.flatMap { ColumnName.areSame($0, name) ? nil : $0 }
  }
}

extension DirectoryUser {
  /// Whether an attribute is one that the directory file knows by name.
  public static func isKnown(attribute name: String) -> Bool {
    let folded = ColumnName.folded(name)
    return ["username", "status", "roles"].contains(folded)
      || knownAttributes.contains { ColumnName.folded($0) == folded }
  }
}

extension SchemaSet {
  /// The path of the schemas that one which they lack was most likely meant to be.
  func nearestPath(to path: AttributePath) -> String? {
    let attributes = (schemas.first?.attributes ?? [])
    let names = attributes.map(\.name)
    // The name of an inner attribute alone, as `givenName` for `name.givenName`.
    if path.schema == nil, path.subAttribute == nil, path.filter == nil {
      let outer = attributes.first { attribute in
        !attribute.multiValued && attribute.subAttribute(path.attribute) != nil
      }
      if let outer { return "\(outer.name).\(outer.subAttribute(path.attribute)?.name ?? "")" }
      let extended = schemas.dropFirst().first { schema in
        schema.attributes.contains { $0.name.lowercased() == path.attribute.lowercased() }
      }
      if let extended { return "\(extended.id):\(path.attribute)" }
    }
    var near = path
    if let top = self.attribute(at: AttributePath(schema: path.schema, attribute: path.attribute)) {
      guard let wrong = path.subAttribute,
        let right = nearestName(to: wrong, in: top.subAttributes.map(\.name))
      else { return nil }
      near.subAttribute = right
    } else {
      let own = path.schema.flatMap { schema($0)?.attributes.map(\.name) } ?? names
      guard let right = nearestName(to: path.attribute, in: own) else { return nil }
      near.attribute = right
      if attribute(at: near) == nil { near.subAttribute = nil }
    }
    return near.description
  }
}
