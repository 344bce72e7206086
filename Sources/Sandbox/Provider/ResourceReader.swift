import Text
import SCIM

/// Takes in what clients write, as the profile has it.
struct ResourceReader {
  let kind: ResourceKind
  let profile: SandboxProfile

  /// The attributes of a body that is to be created or to replace a resource: without what clients
  /// cannot write, spelled as in the schemas.
  func read(_ body: JSONValue) throws(SCIMFailure) -> JSONValue {
    guard let object = body.object else {
      throw SCIMFailure(
        status: 400, scimType: "invalidSyntax", detail: "The body must be an object.")
    }
    try checkSchemas(object)
    var operations: [PatchOperation] = []
    for member in object.members where !member.value.isUnassigned {
      if let operation = try operation(for: member) { operations.append(operation) }
    }
    do {
      return try Patch.apply(
        operations, to: [:], schemas: kind.schemas, allowingUnknown: profile.unknown != .refused)
    } catch {
      let scimType = error.scimType == "invalidPath" ? "invalidSyntax" : error.scimType
      throw SCIMFailure(status: error.status, scimType: scimType, detail: error.detail)
    }
  }

  /// The attributes as they are kept, after a client's change to `old`.
  func finish(_ written: JSONValue, replacing old: JSONValue?) throws(SCIMFailure) -> JSONValue {
    var content = profile.unknown == .dropped ? withoutUnknown(written) : written
    for path in profile.dropped { content.set(nil, at: path) }
    if let type = profile.addedEmailType, kind == .user, let emails = content["emails"]?.array {
      content.set(.array(emails.map { $0.withType(type) }), at: "emails")
    }
    try checkRequired(content)
    try checkLength(content)
    for path in profile.single where content.values(at: path).count > 1 {
      throw SCIMFailure(
        status: 400, scimType: "invalidValue", detail: "\(path) can have one value only.")
    }
    if let old {
      for path in profile.frozen { content.set(old.value(at: path), at: path) }
    }
    return content
  }

  private func operation(
    for member: JSONObject.Member
  ) throws(SCIMFailure) -> PatchOperation? {
    let path = place(member.name)
    let attribute = kind.schemas.attribute(at: path)
    // Passwords are taken and not kept: nothing here could use one.
    let isIgnored = attribute?.mutability == .readOnly || attribute?.returned == .never
    guard member.name.lowercased() != "schemas", !isIgnored else { return nil }
    if profile.unknown == .refused, let name = unknownName(member, in: attribute) {
      throw SCIMFailure(
        status: 400, scimType: "invalidSyntax", detail: "There is no attribute \(name).")
    }
    return PatchOperation(.add, path, member.value)
  }

  /// Where a name at the top of a resource leads: to an attribute or to an extension.
  private func place(_ name: String) -> AttributePath {
    name.lowercased().hasPrefix("urn:")
      ? AttributePath(schema: name, attribute: "") : AttributePath(attribute: name)
  }

  /// The name of an attribute, or of a part of one, that no schema has; `nil` where there is none.
  private func unknownName(_ member: JSONObject.Member, in attribute: Attribute?) -> String? {
    guard let attribute else { return member.name }
    guard attribute.type == .complex else { return nil }
    for element in member.value.array ?? [member.value] {
      for part in element.object?.members ?? [] where !isUsual(part.name, in: attribute) {
        if let name = unknownName(part, in: attribute.subAttribute(part.name)) {
          return "\(attribute.name).\(name)"
        }
      }
    }
    return nil
  }

  /// What an element of a multi-valued attribute can have whether or not its schema lists it
  /// (RFC 7643, section 2.4), and the `schemas` that some clients put into an extension.
  private func isUsual(_ name: String, in attribute: Attribute) -> Bool {
    let name = name.lowercased()
    let usual = ["type", "primary", "display", "value", "$ref"]
    return attribute.subAttribute(name) == nil
      && (name == "schemas" || attribute.multiValued && usual.contains(name))
  }

  private func withoutUnknown(_ content: JSONValue) -> JSONValue {
    let members = content.object?.members.compactMap { member in
      kind.schemas.attribute(at: place(member.name)).map { attribute in
        JSONObject.Member(name: member.name, value: known(member.value, of: attribute))
      }
    }
    return .object(JSONObject(members: members ?? []))
  }

  private func known(_ value: JSONValue, of attribute: Attribute) -> JSONValue {
    guard attribute.type == .complex else { return value }
    if let array = value.array { return .array(array.map { known($0, of: attribute) }) }
    guard let object = value.object else { return value }
    return .object(
      JSONObject(
        members: object.members.compactMap { member in
          attribute.subAttribute(member.name).map {
            .init(name: member.name, value: known(member.value, of: $0))
          }
        }))
  }

  private func checkSchemas(_ object: JSONObject) throws(SCIMFailure) {
    guard profile.needsSchemas else { return }
    let listed = object["schemas"]?.array?.compactMap { $0.string?.lowercased() } ?? []
    guard listed.contains(kind.core.id.lowercased()) else {
      throw SCIMFailure(
        status: 400, scimType: "invalidSyntax", detail: "schemas must name \(kind.core.id).")
    }
    guard profile.unknown == .refused else { return }
    for urn in listed where kind.schemas.schema(urn) == nil {
      throw SCIMFailure(
        status: 400, scimType: "invalidSyntax", detail: "There is no schema \(urn).")
    }
  }

  private func checkRequired(_ content: JSONValue) throws(SCIMFailure) {
    let core = kind.core.attributes.filter(\.required).map { AttributePath(attribute: $0.name) }
    for path in core + (kind == .user ? profile.requiredOfUsers : []) {
      let text = content.value(at: path)?.scalarText
      let isBlank = text?.allSatisfy(\.isWhitespace) ?? (content.value(at: path) == nil)
      guard isBlank else { continue }
      throw SCIMFailure(status: 400, scimType: "invalidValue", detail: "\(path) is required.")
    }
  }

  private func checkLength(_ content: JSONValue) throws(SCIMFailure) {
    guard kind == .user else { return }
    for (path, longest) in profile.longest {
      let length = content.value(at: path)?.scalarText?.count ?? 0
      guard length > longest else { continue }
      throw SCIMFailure(
        status: 400, scimType: "invalidValue",
        detail: "\(path) has \(length) characters; \(longest) are allowed at most.")
    }
  }
}

extension JSONValue {
  /// The element with a type, where it has none.
  fileprivate func withType(_ type: String) -> JSONValue {
    guard var object, object["type"] == nil else { return self }
    object["type"] = .string(type)
    return .object(object)
  }
}
