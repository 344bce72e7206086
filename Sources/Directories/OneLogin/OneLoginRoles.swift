import Text
import Engine
import Provisioning
import SCIM

/// Who holds which role, read from the roles' side: users do not show their roles reliably.
struct OneLoginRoles: Sendable {
  /// The roles of each user, by the user's id.
  private(set) var held: [Int: [String]] = [:]
  /// Something that is another one when anybody gets or loses a role.
  private(set) var stamp = ""
  /// How many roles were read.
  private(set) var count = 0

  /// The roles of each user, by the id as text.
  var byKey: [String: [String]] {
    held.reduce(into: [:]) { $0[String($1.key)] = $1.value.sorted() }
  }

  /// Reads the roles that the settings want.
  ///
  /// - Throws: `SourceProblem` where a role that is named is not there.
  static func read(_ client: OneLoginClient, _ settings: SourceRoles) async throws
    -> OneLoginRoles
  {
    let listed = try await client.all(OneLoginPages("/api/2/roles", of: "roles"))
    var names: [(id: Int, name: String)] = listed.compactMap { role in
      guard let id = role["id"]?.integer, let name = role["name"]?.string else { return nil }
      return (id, name)
    }
    if let wanted = settings.names {
      for name in wanted
      where !name.contains("*") && !names.contains(where: { $0.name.isSame(as: name) }) {
        let near =
          nearestName(to: name, in: names.map(\.name)).map { "; did you mean \($0)?" } ?? ""
        throw SourceProblem(
          .configuration, "OneLogin has no role \(name), which `roles` names\(near)")
      }
      names = names.filter { role in wanted.contains { Self.matches(role.name, $0) } }
    }
    var roles = OneLoginRoles()
    var digest = SHA256()
    for (id, name) in names.sorted(by: { $0.id < $1.id }) {
      guard let role = settings.role(of: name) else { continue }
      roles.count += 1
      let members = try await client.all(
        OneLoginPages("/api/2/roles/\(id)/users", of: "users of the role \(name)"))
      var ids: [Int] = []
      for member in members where member["assigned"]?.bool ?? true {
        if let user = member["id"]?.integer { ids.append(user) }
      }
      for user in ids where roles.held[user]?.contains(where: { $0.isSame(as: role) }) != true {
        roles.held[user, default: []].append(role)
      }
      digest.update("\(role)\u{0}\(ids.sorted().map(String.init).joined(separator: ","))\n".utf8)
    }
    roles.stamp = digest.finish()
    return roles
  }

  /// Whether a role's name is a pattern's, ignoring case; `*` stands for anything.
  static func matches(_ name: String, _ pattern: String) -> Bool {
    let (name, parts) = (
      name.lowercased(),
      pattern.lowercased().split(separator: "*", omittingEmptySubsequences: false)
    )
    guard let first = parts.first, let last = parts.last, parts.count > 1 else {
      return name.isSame(as: pattern)
    }
    guard name.hasPrefix(first), name.hasSuffix(last), name.count >= first.count + last.count else {
      return false
    }
    var rest = name.dropFirst(first.count).dropLast(last.count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let found = rest.firstRange(of: part) else { return false }
      rest = rest[found.upperBound...]
    }
    return true
  }
}
