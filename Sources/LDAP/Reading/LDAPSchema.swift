/// The attributes that a server knows, by every name that they have there.
struct LDAPSchema: Sendable, Hashable {
  private let names: Set<String>

  init(_ definitions: [String]) {
    var names: Set<String> = []
    for definition in definitions { names.formUnion(Self.names(in: definition)) }
    self.names = names
  }

  /// Whether it knows an attribute; options and numbers are not looked at.
  func knows(_ attribute: String) -> Bool {
    let name = attribute.prefix { $0 != ";" }.lowercased()
    return name.first?.isNumber == true || names.contains(name)
  }

  /// Reads what the server says of itself (RFC 4512, section 4.2); `nil` where it says nothing.
  static func read(_ door: any LDAPDoor) async throws -> LDAPSchema? {
    let root = LDAPSearch(
      base: "", scope: .base, filter: "(objectClass=*)", attributes: ["subschemaSubentry"])
    guard let place = try await door.entry(root)?["subschemaSubentry"].first else { return nil }
    let search = LDAPSearch(
      base: String(decoding: place, as: UTF8.self), scope: .base, filter: "(objectClass=*)",
      attributes: ["attributeTypes"])
    let definitions = try await door.entry(search)?["attributeTypes"] ?? []
    if definitions.isEmpty { return nil }
    return LDAPSchema(definitions.map { String(decoding: $0, as: UTF8.self) })
  }

  /// The names of `( 2.5.4.3 NAME ( 'cn' 'commonName' ) … )`, in lower case.
  private static func names(in definition: String) -> [String] {
    guard let start = definition.firstRange(of: " NAME ") else { return [] }
    let rest = definition[start.upperBound...].drop { $0 == " " }
    let part = rest.first == "(" ? rest.prefix { $0 != ")" } : rest.prefix { $0 != " " }
    return part.split(separator: "'").compactMap { text in
      text.contains(where: { " ()".contains($0) }) ? nil : text.lowercased()
    }
  }
}
