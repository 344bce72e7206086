/// Who acts, and from where.
public struct Actor: Sendable, Hashable {
  /// The person for people to read: the Unix user, with the one behind `sudo` where there is one; or
  /// "policy", "worker".
  public var name: String
  /// Where the person sits: the address they came from, the terminal, the host.
  public var origin: String
  /// The Unix user that rights apply to.
  public var login: String
  /// The Unix groups of that user.
  public var groups: Set<String>
  /// Whether it is root with no person behind it, who can write the store whatever usher says.
  public var isRoot: Bool

  /// An actor.
  ///
  /// - Parameter login: the Unix user; `nil` for one of the same name.
  public init(
    name: String, origin: String, login: String? = nil, groups: Set<String> = [],
    isRoot: Bool = false
  ) {
    self.name = name
    self.origin = origin
    self.login = login ?? name
    self.groups = groups
    self.isRoot = isRoot
  }

  /// What the provisioning policy decides by itself.
  public static let policy = Actor(name: "policy", origin: "")
}
