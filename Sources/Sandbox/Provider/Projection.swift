import Text
import SCIM

/// Which attributes an answer has: those asked for, or all but those left out, and what the schema
/// says of each (RFC 7644, section 3.9; RFC 7643, section 2.2).
struct Projection: Sendable {
  private let schemas: SchemaSet
  private let attributes: [AttributePath]?
  private let excluded: [AttributePath]

  /// All attributes that are returned by default.
  init(_ schemas: SchemaSet) {
    self.schemas = schemas
    attributes = nil
    excluded = []
  }

  /// The attributes that two parameters name, separated by commas.
  init(attributes: String?, excluded: String?, schemas: SchemaSet) throws(SCIMFailure) {
    self.schemas = schemas
    let asked = try Self.paths(attributes, schemas)
    self.attributes = asked.isEmpty ? nil : asked
    self.excluded = try Self.paths(excluded, schemas)
  }

  /// Whether an attribute is asked for by name.
  func names(_ attribute: String) -> Bool {
    attributes?.contains { $0.schema == nil && $0.attribute == attribute } ?? false
  }

  /// The resource with the attributes that the answer has.
  func apply(to resource: JSONValue) -> JSONValue {
    guard let object = resource.object else { return resource }
    return .object(
      JSONObject(
        members: object.members.compactMap { member in
          let place =
            schemas.schema(member.name).map { AttributePath(schema: $0.id, attribute: "") }
            ?? AttributePath(attribute: member.name)
          return shown(member.value, at: place).map { .init(name: member.name, value: $0) }
        }))
  }

  private func shown(_ value: JSONValue, at place: AttributePath) -> JSONValue? {
    let attribute = schemas.attribute(at: place)
    if attribute?.returned == .never { return nil }
    if attribute?.returned == .always { return value }
    guard let attributes else {
      if attribute?.returned == .request { return nil }
      return without(excluded.filter { matches($0, place) }, value, in: place)
    }
    let wanted = attributes.filter { matches($0, place) }
    return wanted.isEmpty ? nil : only(wanted, value, in: place)
  }

  /// Whether a path names this attribute, a part of it, or an attribute of this schema.
  private func matches(_ path: AttributePath, _ place: AttributePath) -> Bool {
    if place.isWholeSchema { return path.schema == place.schema }
    return path.schema == nil && path.attribute.lowercased() == place.attribute.lowercased()
  }

  private func only(
    _ paths: [AttributePath], _ value: JSONValue, in place: AttributePath
  ) -> JSONValue? {
    let names = paths.map { part(of: $0, in: place) }
    if names.contains(nil) { return value }
    let wanted = Set(names.compactMap { $0?.lowercased() })
    return filtered(value) { wanted.contains($0) }
  }

  private func without(
    _ paths: [AttributePath], _ value: JSONValue, in place: AttributePath
  ) -> JSONValue? {
    let names = paths.map { part(of: $0, in: place) }
    if names.contains(nil) { return nil }
    let unwanted = Set(names.compactMap { $0?.lowercased() })
    return unwanted.isEmpty ? value : filtered(value) { !unwanted.contains($0) }
  }

  /// The part below the place that a path names; `nil` where it names the place itself.
  private func part(of path: AttributePath, in place: AttributePath) -> String? {
    guard place.isWholeSchema else { return path.subAttribute }
    return path.attribute.isEmpty ? nil : path.attribute
  }

  private func filtered(_ value: JSONValue, keeping keep: (String) -> Bool) -> JSONValue? {
    switch value {
    case .object(let object):
      let kept = object.members.filter { keep($0.name.lowercased()) }
      return kept.isEmpty ? nil : .object(JSONObject(members: kept))
    case .array(let elements):
      let kept = elements.compactMap { filtered($0, keeping: keep) }
      return kept.isEmpty ? nil : .array(kept)
    case .null, .bool, .integer, .number, .string: return nil
    }
  }

  private static func paths(
    _ text: String?, _ schemas: SchemaSet
  ) throws(SCIMFailure) -> [AttributePath] {
    var paths: [AttributePath] = []
    for part in (text ?? "").split(separator: ",") where !part.allSatisfy(\.isWhitespace) {
      do {
        paths.append(schemas.canonical(try AttributePath(parsing: String(part))))
      } catch {
        throw SCIMFailure(
          status: 400, scimType: "invalidPath", detail: "The attribute \(part) cannot be read.")
      }
    }
    return paths
  }
}
