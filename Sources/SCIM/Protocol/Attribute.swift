/// One attribute of a schema and its characteristics (RFC 7643, sections 2.2 and 7).
public struct Attribute: Sendable, Hashable {
  /// The data type (RFC 7643, section 2.3).
  public enum DataType: String, Sendable, Hashable, CaseIterable {
    case string, boolean, decimal, integer, dateTime, reference, binary, complex
  }

  /// Who may change the value, and when.
  public enum Mutability: String, Sendable, Hashable, CaseIterable {
    case readOnly, readWrite, immutable, writeOnly
  }

  /// When answers hold the value.
  public enum Returned: String, Sendable, Hashable, CaseIterable {
    case always, never, `default`, request
  }

  /// Where the value is unique.
  public enum Uniqueness: String, Sendable, Hashable, CaseIterable {
    case none, server, global
  }

  /// The name as the schema spells it.
  public var name: String
  /// The data type.
  public var type: DataType
  /// Whether there can be several values.
  public var multiValued: Bool
  /// Whether a resource must have a value.
  public var required: Bool
  /// Whether text is compared with regard to case.
  public var caseExact: Bool
  /// Who may change the value.
  public var mutability: Mutability
  /// When answers hold the value.
  public var returned: Returned
  /// Where the value is unique.
  public var uniqueness: Uniqueness
  /// The values that the schema suggests, if it does.
  public var canonicalValues: [String]
  /// What a reference points to: resource types, `external` or `uri`.
  public var referenceTypes: [String]
  /// The parts of a complex attribute.
  public var subAttributes: [Attribute]
  /// What it is for, for people.
  public var description: String

  /// An attribute; what is left out has the default of RFC 7643, section 2.2.
  public init(
    _ name: String, _ type: DataType = .string, multiValued: Bool = false, required: Bool = false,
    caseExact: Bool = false, mutability: Mutability = .readWrite, returned: Returned = .default,
    uniqueness: Uniqueness = .none, canonicalValues: [String] = [], referenceTypes: [String] = [],
    subAttributes: [Attribute] = [], description: String = ""
  ) {
    self.name = name
    self.type = type
    self.multiValued = multiValued
    self.required = required
    self.caseExact = caseExact
    self.mutability = mutability
    self.returned = returned
    self.uniqueness = uniqueness
    self.canonicalValues = canonicalValues
    self.referenceTypes = referenceTypes
    self.subAttributes = subAttributes
    self.description = description
  }

  /// The part of that name, in any case.
  public func subAttribute(_ name: String) -> Attribute? {
    let name = name.lowercased()
    return subAttributes.first { $0.name.lowercased() == name }
  }
}
