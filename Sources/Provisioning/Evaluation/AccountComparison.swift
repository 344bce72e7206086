public import SCIM

/// What an account should be against what it is.
public struct AccountComparison: Sendable {
  private let schemas: SchemaSet

  /// A comparison by these schemas.
  public init(schemas: SchemaSet) {
    self.schemas = schemas
  }

  /// What has to change, in the order of the parameters.
  ///
  /// - Parameters:
  ///   - desired: what the account should be.
  ///   - resource: the account as the app holds it.
  ///   - except: paths that are not looked at, because the app does not keep them.
  public func changes(
    _ desired: DesiredAccount, _ resource: JSONValue, except: Set<String> = []
  ) -> [AttributeChange] {
    desired.attributes.compactMap { attribute in
      guard !except.contains(attribute.path),
        let path = try? AttributePath(parsing: attribute.path)
      else { return nil }
      let held = self.value(at: path, in: resource)
      if schemas.same(attribute.value, held, at: path) { return nil }
      return AttributeChange(
        path: attribute.path, from: held?.isUnassigned == true ? nil : held, to: attribute.value)
    }
  }

  /// Whether an account holds a value.
  public func holds(_ value: JSONValue?, at path: String, in resource: JSONValue) -> Bool {
    guard let path = try? AttributePath(parsing: path) else { return false }
    return schemas.same(value, self.value(at: path, in: resource), at: path)
  }

  /// The value that an account holds. A server that keeps one e-mail address may drop its type: the
  /// only element of a list counts for any type when it has none.
  public func value(at path: AttributePath, in resource: JSONValue) -> JSONValue? {
    if let value = resource.value(at: path) { return value }
    guard path.filter != nil else { return nil }
    let elements = resource.values(
      at: AttributePath(schema: path.schema, attribute: path.attribute))
    guard elements.count == 1, let only = elements.first, only["type"] == nil else { return nil }
    guard let name = path.subAttribute else { return only }
    return only[name] ?? (only.scalarText != nil && name.lowercased() == "value" ? only : nil)
  }
}
