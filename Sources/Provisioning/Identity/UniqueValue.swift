import Foundation
public import SCIM

/// A value that at most one account of an app can have, as it is compared: folded where the schema
/// does not regard case.
public struct UniqueValue: Sendable, Hashable, Comparable {
  /// The attribute in lower case, without a filter: `username`, `emails.value`.
  public let path: String
  /// The value as it is compared.
  public let key: String

  /// A value as it was stored.
  public init(path: String, key: String) {
    self.path = path
    self.key = key
  }

  /// Orders by attribute, then by value.
  public static func < (a: UniqueValue, b: UniqueValue) -> Bool {
    (a.path, a.key) < (b.path, b.key)
  }
}

/// A unique value that an account should have.
public struct DesiredValue: Sendable, Hashable {
  /// The value as it is compared.
  public var value: UniqueValue
  /// The SCIM path as the parameter names it.
  public var path: String
  /// The value as it is sent.
  public var text: String

  /// A value.
  public init(value: UniqueValue, path: String, text: String) {
    self.value = value
    self.path = path
    self.text = text
  }
}

/// Which attributes of an app's accounts are unique: `userName` and `externalId` always, and
/// whatever the app's own schemas call unique on the server or globally.
public struct UniqueAttributes: Sendable {
  private let schemas: SchemaSet
  private let paths: [AttributePath]

  /// The unique attributes of these schemas.
  public init(_ schemas: SchemaSet) {
    self.schemas = schemas
    var paths = [AttributePath(attribute: "userName"), AttributePath(attribute: "externalId")]
    for schema in schemas.schemas {
      let urn = schema.id == schemas.schemas.first?.id ? nil : schema.id
      for attribute in schema.attributes {
        if Self.isUnique(attribute) {
          paths.append(AttributePath(schema: urn, attribute: attribute.name))
        }
        for part in attribute.subAttributes where Self.isUnique(part) {
          paths.append(
            AttributePath(schema: urn, attribute: attribute.name, subAttribute: part.name))
        }
      }
    }
    var seen: Set<String> = []
    self.paths = paths.filter { seen.insert(Self.key($0)).inserted }
  }

  /// Whether an attribute is unique.
  public func contains(_ path: String) -> Bool {
    guard let path = try? AttributePath(parsing: path) else { return false }
    let key = Self.key(schemas.canonical(path))
    return paths.contains { Self.key($0) == key }
  }

  /// The unique values that an account should have.
  public func values(of desired: DesiredAccount) -> [DesiredValue] {
    values(of: desired.attributes.map { ($0.path, $0.value) })
  }

  /// The unique values that changes give to an account.
  public func values(of changes: [AttributeChange]) -> [DesiredValue] {
    values(of: changes.map { ($0.path, $0.to) })
  }

  /// The unique values that an account holds.
  public func values(in resource: JSONValue) -> Set<UniqueValue> {
    var found: Set<UniqueValue> = []
    for path in paths {
      for value in resource.values(at: path) {
        if let text = value.scalarText, !text.isEmpty { found.insert(unique(text, at: path)) }
      }
    }
    return found
  }

  /// The values, of those that an account holds, that a task takes from it.
  public func released(by task: ProvisioningTask, of held: Set<UniqueValue>) -> Set<UniqueValue> {
    if task.action == .delete { return held }
    let before = Set(values(of: task.changes.map { ($0.path, $0.from) }).map(\.value))
    let after = Set(values(of: task.changes).map(\.value))
    return held.intersection(before.subtracting(after))
  }

  private func values(of attributes: [(path: String, value: JSONValue?)]) -> [DesiredValue] {
    var found: [DesiredValue] = []
    for attribute in attributes {
      guard let text = attribute.value?.scalarText, !text.isEmpty,
        let path = try? AttributePath(parsing: attribute.path)
      else { continue }
      let canonical = schemas.canonical(path)
      let key = Self.key(canonical)
      guard paths.contains(where: { Self.key($0) == key }) else { continue }
      found.append(
        DesiredValue(value: unique(text, at: canonical), path: attribute.path, text: text))
    }
    return found
  }

  private func unique(_ text: String, at path: AttributePath) -> UniqueValue {
    let key = Self.key(path)
    let composed = text.precomposedStringWithCanonicalMapping
    // Servers that say otherwise still take two names that differ in case alone for one person's.
    let isExact = key != "username" && schemas.attribute(at: path)?.caseExact == true
    return UniqueValue(path: key, key: isExact ? composed : composed.lowercased())
  }

  private static func key(_ path: AttributePath) -> String {
    AttributePath(
      schema: path.schema, attribute: path.attribute, subAttribute: path.subAttribute
    ).description.lowercased()
  }

  private static func isUnique(_ attribute: Attribute) -> Bool {
    attribute.mutability != .readOnly && attribute.name.lowercased() != "id"
      && (attribute.uniqueness == .server || attribute.uniqueness == .global)
  }
}
