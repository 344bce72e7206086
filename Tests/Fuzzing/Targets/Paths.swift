import Text
import SCIM

/// A user with something at every place.
private let someone: JSONValue = [
  "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "id": "7", "userName": "Ann",
  "active": true, "name": ["givenName": "Ann", "familyName": "Lee"],
  "emails": [["type": "work", "value": "a@x.example", "primary": true], ["value": "b@x.example"]],
  "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": ["department": "Sales"],
]

extension FuzzTarget {
  /// A filter: it reads back as it was, and can be asked.
  static let filter = FuzzTarget(name: "filter") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    guard let filter = try? Filter(parsing: text) else { return nil }
    guard let again = try? Filter(parsing: filter.description), again == filter else {
      return "\(filter) does not read back"
    }
    _ = filter.matches(someone, schemas: .user)
    _ = ListQuery(filter: filter).text
    return nil
  }

  /// A path: it reads back as it was, and finds and sets values.
  static let path = FuzzTarget(name: "path") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    guard let path = try? AttributePath(parsing: text) else { return nil }
    guard let again = try? AttributePath(parsing: path.description), again == path else {
      return "\(path) does not read back"
    }
    _ = someone.value(at: path)
    _ = SchemaSet.user.canonical(path)
    _ = SchemaSet.user.attribute(at: path)
    return nil
  }

  /// A PATCH message, as the sandbox gets it.
  static let patch = FuzzTarget(name: "patch") { bytes in
    guard let body = try? JSONValue(parsing: bytes),
      let operations = try? Patch.operations(in: body)
    else { return nil }
    guard let again = try? Patch.operations(in: Patch.body(operations)), again == operations else {
      return "the operations do not read back"
    }
    for schemas in [SchemaSet.user, .none] {
      _ = try? Patch.apply(operations, to: someone, schemas: schemas, allowingUnknown: true)
    }
    return nil
  }
}
