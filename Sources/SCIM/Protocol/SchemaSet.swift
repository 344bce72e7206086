public import Text

/// The schemas of one kind of resource: the core one first, then its extensions.
public struct SchemaSet: Sendable {
  /// The schemas; the first is the core one.
  public let schemas: [Schema]
  /// Attributes by name in lower case: those of the core schema and the common ones.
  private let core: [String: Attribute]
  /// For each schema's URN in lower case its attributes by name in lower case.
  private let byURN: [String: [String: Attribute]]

  /// A set of these schemas; the first is the core one.
  public init(_ schemas: [Schema]) {
    self.schemas = schemas
    byURN = Dictionary(
      schemas.map { ($0.id.lowercased(), Self.index($0.attributes)) },
      uniquingKeysWith: { first, _ in first })
    let own = schemas.first.map { Self.index($0.attributes) } ?? [:]
    core = own.merging(Self.index(Schema.common)) { own, _ in own }
  }

  /// Reads a service provider's schemas (entries of `/Schemas`), and takes those of `core` and of
  /// its `extensions` in this order. `nil` extensions take every schema but the built-in core ones.
  ///
  /// `nil` where the core schema is not among them.
  public init?(json schemas: [JSONValue], core: String, extensions: [String]? = nil) {
    let read = schemas.compactMap { Schema(json: $0) }
    func find(_ id: String) -> Schema? { read.first { $0.id.lowercased() == id.lowercased() } }
    guard let first = find(core) else { return nil }
    let others =
      extensions.map { $0.compactMap(find) }
      ?? read.filter {
        $0.id.lowercased() != core.lowercased()
          && !$0.id.lowercased().hasPrefix("urn:ietf:params:scim:schemas:core:")
      }
    self.init([first] + others)
  }

  /// The User schema and the Enterprise User extension, as the RFC has them.
  public static let user = SchemaSet([.user, .enterpriseUser])
  /// The Group schema as the RFC has it.
  public static let group = SchemaSet([.group])
  /// No schema: every attribute but the common ones is unknown.
  public static let none = SchemaSet([])

  /// The attribute at a path, through value filters and down to the sub-attribute. A bare URN gives
  /// a complex attribute that holds those of the schema.
  public func attribute(at path: AttributePath) -> Attribute? {
    if let whole = path.wholeName, let schema = schema(whole) {
      return Attribute(schema.id, .complex, subAttributes: schema.attributes)
    }
    guard let attribute = top(path) else { return nil }
    guard let subAttribute = path.subAttribute else { return attribute }
    return attribute.subAttribute(subAttribute)
  }

  /// The path with each name spelled as the schemas spell it and the core schema's URN left out.
  /// Names that no schema has stay as they are.
  public func canonical(_ path: AttributePath) -> AttributePath {
    if let whole = path.wholeName, let schema = schema(whole) {
      return AttributePath(schema: schema.id, attribute: "")
    }
    var result = path
    if let urn = path.schema, let schema = schema(urn) {
      result.schema = self.urn(before: schema)
    }
    guard let attribute = top(path) else { return result }
    result.attribute = attribute.name
    if let name = path.subAttribute {
      result.subAttribute = attribute.subAttribute(name)?.name ?? name
    }
    return result
  }

  /// The URN that stands before the names of a schema's attributes; `nil` for the core schema, where
  /// none does.
  public func urn(before schema: Schema) -> String? {
    schema.id == schemas.first?.id ? nil : schema.id
  }

  /// The schema of that URN, in any case.
  public func schema(_ urn: String) -> Schema? {
    let urn = urn.lowercased()
    return schemas.first { $0.id.lowercased() == urn }
  }

  private func top(_ path: AttributePath) -> Attribute? {
    let name = path.attribute.lowercased()
    guard let urn = path.schema?.lowercased() else { return core[name] }
    if urn == schemas.first?.id.lowercased() { return core[name] }
    return byURN[urn]?[name]
  }

  private static func index(_ attributes: [Attribute]) -> [String: Attribute] {
    Dictionary(attributes.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { a, _ in a })
  }
}

extension SchemaSet: Hashable {
  /// Whether both have the same schemas in the same order.
  public static func == (a: SchemaSet, b: SchemaSet) -> Bool { a.schemas == b.schemas }

  /// Hashes the schemas.
  public func hash(into hasher: inout Hasher) { hasher.combine(schemas) }
}
