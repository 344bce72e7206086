import Text
public import Provisioning

/// What is read of a tenant, and under which names.
public struct OneLoginSettings: Sendable, Hashable {
  /// Which field each attribute is read from, over the usual one; an empty text leaves it out.
  public var attributes: [String: String]
  /// The field that never changes of a person; `nil` for OneLogin's id.
  public var key: String?
  /// Which roles are read; `nil` for none.
  public var roles: SourceRoles?

  /// Everything as usual.
  public init(
    attributes: [String: String] = [:], key: String? = nil, roles: SourceRoles? = SourceRoles()
  ) {
    self.attributes = attributes
    self.key = key
    self.roles = roles
  }

  /// As the configuration says it of a source.
  public init(_ definition: SourceDefinition) {
    self.init(
      attributes: definition.attributes, key: definition.key, roles: definition.roles)
  }
}
