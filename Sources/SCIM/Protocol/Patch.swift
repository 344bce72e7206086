public import Text

/// PATCH messages (RFC 7644, section 3.5.2).
public enum Patch {
  /// The URN of the message.
  public static let schema = "urn:ietf:params:scim:api:messages:2.0:PatchOp"

  /// A message of these operations.
  public static func body(_ operations: [PatchOperation]) -> JSONValue {
    ["schemas": [.string(schema)], "Operations": .array(operations.map(\.json))]
  }

  /// The operations of a message, whose `schemas` may be missing.
  public static func operations(in body: JSONValue) throws(SCIMFailure) -> [PatchOperation] {
    guard let list = body["Operations"]?.array, !list.isEmpty else {
      throw SCIMFailure(
        status: 400, scimType: "invalidSyntax", detail: "The message has no Operations.")
    }
    var operations: [PatchOperation] = []
    for json in list { operations.append(try PatchOperation(json: json)) }
    return operations
  }

  /// The resource after the operations, all of them or none.
  ///
  /// Beyond the RFC it takes what clients send: truth values as text, paths as names in a value
  /// without a path, a bare value for `{"value": …}`, and a removal whose value lists the elements
  /// to remove. `schemas` is kept right where the resource has it.
  ///
  /// - Parameters:
  ///   - allowingUnknown: whether attributes that no schema has are written, not refused.
  /// - Throws: `invalidPath`, `noTarget`, `mutability` or `invalidValue`, as a service provider
  ///   would answer.
  public static func apply(
    _ operations: [PatchOperation], to resource: JSONValue, schemas: SchemaSet,
    allowingUnknown: Bool = false
  ) throws(SCIMFailure) -> JSONValue {
    var application = PatchApplication(
      resource: resource, schemas: schemas, allowingUnknown: allowingUnknown)
    for operation in operations { try application.apply(operation) }
    return application.result
  }
}
