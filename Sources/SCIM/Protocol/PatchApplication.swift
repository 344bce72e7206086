import Text

/// A resource while a PATCH message's operations are applied to it one by one.
struct PatchApplication {
  private(set) var resource: JSONValue
  let schemas: SchemaSet
  let allowingUnknown: Bool

  init(resource: JSONValue, schemas: SchemaSet, allowingUnknown: Bool) {
    self.resource = resource
    self.schemas = schemas
    self.allowingUnknown = allowingUnknown
  }

  /// The resource with its `schemas` brought up to date.
  var result: JSONValue {
    guard resource["schemas"] != nil, let core = schemas.schemas.first?.id else { return resource }
    var result = resource
    result.updateSchemasList(core: core)
    return result
  }

  mutating func apply(_ operation: PatchOperation) throws(SCIMFailure) {
    guard let path = operation.path else { return try applyWithoutPath(operation) }
    if path.wholeName.map({ path.isWholeSchema || schemas.schema($0) != nil }) == true {
      return try applyToSchema(operation, path: path)
    }
    if operation.op != .remove, operation.value == nil {
      throw SCIMFailure(
        status: 400, scimType: "invalidValue", detail: "The operation on \(path) has no value.")
    }
    try apply(operation.op, at: path, value: operation.value)
  }

  private mutating func applyWithoutPath(_ operation: PatchOperation) throws(SCIMFailure) {
    guard operation.op != .remove else {
      throw SCIMFailure(
        status: 400, scimType: "noTarget", detail: "A removal needs a path.")
    }
    guard let members = operation.value?.object?.members else {
      throw SCIMFailure(
        status: 400, scimType: "invalidValue",
        detail: "An operation without a path needs an object as its value.")
    }
    for member in members where member.name.lowercased() != "schemas" {
      let path: AttributePath
      do {
        path = try AttributePath(parsing: member.name)
      } catch {
        throw SCIMFailure(
          status: 400, scimType: "invalidPath", detail: "There is no attribute \(member.name).")
      }
      // A client that sends back what it read may name what it cannot change.
      let attribute = schemas.attribute(at: path)
      if attribute?.mutability == .readOnly,
        schemas.same(resource.value(at: path), member.value, at: path)
      {
        continue
      }
      try apply(PatchOperation(operation.op, path, member.value))
    }
  }

  private mutating func applyToSchema(
    _ operation: PatchOperation, path: AttributePath
  ) throws(SCIMFailure) {
    let whole = schemas.canonical(path)
    let name = whole.wholeName ?? path.description
    let schema = schemas.schema(name)
    guard schema != nil || allowingUnknown else { throw unknown(path) }
    if operation.op == .remove {
      return resource.set(nil, at: AttributePath(schema: name, attribute: ""))
    }
    guard let members = operation.value?.object?.members else {
      throw SCIMFailure(
        status: 400, scimType: "invalidValue", detail: "The value of \(name) must be an object.")
    }
    for member in members where member.name.lowercased() != "schemas" {
      let inner = AttributePath(schema: schema?.id ?? name, attribute: member.name)
      try apply(operation.op, at: inner, value: member.value)
    }
  }

  private mutating func apply(
    _ op: PatchOperation.Kind, at given: AttributePath, value: JSONValue?
  ) throws(SCIMFailure) {
    let path = schemas.canonical(given)
    let place = AttributePath(schema: path.schema, attribute: path.attribute)
    let attribute = schemas.attribute(at: place)
    let part = path.subAttribute.flatMap { attribute?.subAttribute($0) }
    let isUnknown = attribute == nil || (path.subAttribute != nil && part == nil)
    guard !isUnknown || allowingUnknown else { throw unknown(given) }
    let removes = op == .remove || (op == .replace && value == .null)
    try checkMutability(attribute, part, path: path, value: removes ? nil : value)
    if removes, path.filter == nil, path.subAttribute == nil, attribute?.required == true,
      op == .replace || value == nil
    {
      throw SCIMFailure(
        status: 400, scimType: "mutability", detail: "\(path) is required and cannot be removed.")
    }
    let change = PatchChange(
      path: path, attribute: attribute, old: resource.attributeValue(at: place))
    let new =
      removes
      ? try change.removed(op == .remove ? value : nil)
      : try change.written(value ?? .null, replacing: op == .replace)
    resource.set(new, at: place)
  }

  private func checkMutability(
    _ attribute: Attribute?, _ part: Attribute?, path: AttributePath, value: JSONValue?
  ) throws(SCIMFailure) {
    let fixed = [attribute, part].compactMap { $0?.mutability }
    let current = fixed.contains(.immutable) ? resource.value(at: path) : nil
    let changesImmutable =
      current.map { !$0.isUnassigned && !schemas.same($0, value, at: path) } ?? false
    guard !fixed.contains(.readOnly), !changesImmutable else {
      throw SCIMFailure(
        status: 400, scimType: "mutability",
        detail: "\(path) is \(fixed.contains(.readOnly) ? "read-only" : "immutable").")
    }
  }

  private func unknown(_ path: AttributePath) -> SCIMFailure {
    SCIMFailure(
      status: 400, scimType: "invalidPath", detail: "There is no attribute \(path) in the schemas.")
  }
}
