public import Text
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
  /// The paths as they are compared.
  private let keys: Set<String>
  /// The paths that an app's settings name, looked up once: how the value at each is compared, and
  /// `nil` where it is not unique.
  private var settled: [String: Comparison?] = [:]

  /// How the values at a path are compared.
  private struct Comparison: Sendable {
    var key: String
    var isExact: Bool
  }

  /// The unique attributes of these schemas.
  public init(_ schemas: SchemaSet) {
    self.schemas = schemas
    var paths = [AttributePath(attribute: "userName"), AttributePath(attribute: "externalId")]
    for schema in schemas.schemas {
      let urn = schemas.urn(before: schema)
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
    keys = seen
  }

  /// The unique attributes of these schemas, for many accounts whose values stand at these paths.
  public init(_ schemas: SchemaSet, at paths: some Sequence<String>) {
    self.init(schemas)
    for path in paths { settled[path] = .some(comparison(at: path)) }
  }

  /// Whether an attribute is unique.
  public func contains(_ path: String) -> Bool {
    guard let path = AttributePath.known(path) else { return false }
    return keys.contains(Self.key(schemas.canonical(path)))
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
      let values = resource.values(at: path)
      if values.isEmpty { continue }
      let comparison = comparison(at: path)
      for value in values {
        if let text = value.scalarText, !text.isEmpty { found.insert(unique(text, comparison)) }
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
      guard let comparison = settled[attribute.path] ?? comparison(at: attribute.path),
        let text = attribute.value?.scalarText, !text.isEmpty
      else { continue }
      found.append(
        DesiredValue(value: unique(text, comparison), path: attribute.path, text: text))
    }
    return found
  }

  /// How the values at a path are compared; `nil` where they are not unique.
  private func comparison(at path: String) -> Comparison? {
    guard let path = AttributePath.known(path) else { return nil }
    let canonical = schemas.canonical(path)
    return keys.contains(Self.key(canonical)) ? comparison(at: canonical) : nil
  }

  private func comparison(at path: AttributePath) -> Comparison {
    let key = Self.key(path)
    // Servers that say otherwise still take two names that differ in case alone for one person's.
    let isExact = key != "username" && schemas.attribute(at: path)?.caseExact == true
    return Comparison(key: key, isExact: isExact)
  }

  private func unique(_ text: String, _ comparison: Comparison) -> UniqueValue {
    let composed = text.composed
    return UniqueValue(
      path: comparison.key, key: comparison.isExact ? composed : composed.lowercased())
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
