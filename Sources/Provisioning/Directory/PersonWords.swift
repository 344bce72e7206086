/// People in words, so that two of the same username can be told apart.
public enum PersonWords {
  /// A person by name and key: `John Smith, E1`.
  public static func name(
    _ user: DirectoryUser, _ keys: PersonKeys,
    by identity: [String] = DirectorySettings.defaultIdentity
  ) -> String {
    let names = ["firstname", "lastname"].compactMap { attribute -> String? in
      guard case .text(let value) = user.value(of: attribute), !value.isEmpty else { return nil }
      return value
    }
    var name = names.joined(separator: " ")
    if name.isEmpty, case .text(let email) = user.value(of: "email") { name = email }
    if name.isEmpty { name = user.username }
    return keys.first(of: identity).map { "\(name), \($0)" } ?? name
  }

  /// That a username went from one person to another:
  /// `jsmith was John Smith, E1; this is Jane Smith, E2`.
  public static func another(_ username: String, was earlier: String, now: String) -> String {
    "\(username) was \(earlier); this is \(now)"
  }
}
