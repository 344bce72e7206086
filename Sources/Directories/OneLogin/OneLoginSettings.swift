import Text

/// What is read of a tenant, and under which names.
public struct OneLoginSettings: Sendable, Hashable {
  /// Which roles are read.
  public struct Roles: Sendable, Hashable {
    /// Their names, `*` for anything; `nil` for all of them.
    public var names: [String]?
    /// How roles are called here, by OneLogin's name; an empty text leaves a role out.
    public var map: [String: String]

    /// All of them under their own names, unless something else is said.
    public init(names: [String]? = nil, map: [String: String] = [:]) {
      self.names = names
      self.map = map
    }

    /// What a role is called here; `nil` for none.
    func role(of name: String) -> String? {
      let name = name.split(separator: " ").joined(separator: " ")
      if let mapped = map.first(where: { $0.key.isSame(as: name) }) {
        return mapped.value.isEmpty ? nil : mapped.value
      }
      // A semicolon separates roles wherever they stand in a text.
      return name.isEmpty || name.contains(";") ? nil : name
    }
  }

  /// Which field each attribute is read from, over the usual one; an empty text leaves it out.
  public var attributes: [String: String]
  /// The field that never changes of a person; `nil` for OneLogin's id.
  public var key: String?
  /// Which roles are read; `nil` for none.
  public var roles: Roles?

  /// Everything as usual.
  public init(
    attributes: [String: String] = [:], key: String? = nil, roles: Roles? = Roles()
  ) {
    self.attributes = attributes
    self.key = key
    self.roles = roles
  }
}
