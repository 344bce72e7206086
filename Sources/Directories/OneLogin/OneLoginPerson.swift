import Text
import Provisioning
import Engine
import SCIM

/// Makes a person of a user as OneLogin shows them.
struct OneLoginPerson {
  let mapping: OneLoginMapping
  /// The names of the groups, by id.
  let groups: [String: String]
  /// The roles of each user; `nil` where no roles are read.
  let roles: [Int: [String]]?

  /// The person.
  ///
  /// - Throws: `SourceProblem` for an answer that no user can look like.
  func person(_ user: JSONValue) throws -> SourcePerson {
    guard let id = user["id"]?.integer, let number = user["status"]?.integer else {
      throw SourceProblem(
        .unreadable, "one of OneLogin's users comes without its id or status", heals: true)
    }
    let status = OneLoginStatus.status(number, state: user["state"]?.integer)
    var result = DirectoryUser(
      username: username(user), status: status ?? .active, roles: (roles?[id] ?? []).sorted())
    for (attribute, origin) in mapping.origins {
      let value = text(origin, user)
      if !value.isEmpty { result.attributes[attribute] = value }
    }
    let key = text(mapping.key, user)
    if !key.isEmpty { result.attributes["external_id"] = key }
    let manager = Self.text(user["manager_user_id"])
    let mentioned = DirectoryEntry.Mentioned(
      attributes: .only(Set(mapping.origins.map(\.attribute)).union(["external_id", "manager"])),
      status: status != nil, roles: roles != nil)
    return SourcePerson(
      key: key, reference: String(id), manager: manager.isEmpty || manager == "0" ? nil : manager,
      entry: DirectoryEntry(result, mentioned: mentioned))
  }

  /// The username, else what else identifies somebody at the sign-in.
  private func username(_ user: JSONValue) -> String {
    let candidates =
      [text(mapping.username, user)] + ["email", "samaccountname"].map { Self.text(user[$0]) }
    return candidates.first { !$0.isEmpty } ?? ""
  }

  private func text(_ origin: OneLoginMapping.Origin, _ user: JSONValue) -> String {
    switch origin {
    case .custom(let shortname): return Self.text(user["custom_attributes"]?[shortname])
    case .field("group_id"):
      let id = Self.text(user["group_id"])
      return id == "0" ? "" : groups[id] ?? id
    case .field(let name): return Self.text(user[name])
    }
  }

  /// A field as text, whatever its type; the elements of a list are separated by `;`.
  static func text(_ value: JSONValue?) -> String {
    let text =
      value?.scalarText ?? value?.array?.compactMap(\.scalarText).joined(separator: ";") ?? ""
    return trimmed(text)
  }
}
