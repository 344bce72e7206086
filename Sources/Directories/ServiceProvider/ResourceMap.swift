import Text
import Engine
import Provisioning
import SCIM

/// Which SCIM attribute each of usher's is read from: RFC 7643's own, and over them what the
/// configuration says.
struct ResourceMap: Sendable {
  private struct Row: Sendable {
    let name: String
    let origin: String
    let path: AttributePath
  }

  private let key: AttributePath?
  private let rows: [Row]
  private let hasRoles: Bool
  let mentioned: DirectoryEntry.Mentioned

  private static let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:"

  private static let table: [(String, String)] = [
    ("username", "userName"), ("email", "emails.value"), ("firstname", "name.givenName"),
    ("lastname", "name.familyName"), ("display_name", "displayName"), ("title", "title"),
    ("type", "userType"), ("phone", "phoneNumbers.value"),
    ("department", enterprise + "department"), ("company", enterprise + "organization"),
    ("employee_id", enterprise + "employeeNumber"), ("manager", enterprise + "manager.value"),
  ]

  /// - Throws: `SourceProblem` for an attribute of the configuration that is no SCIM path.
  init(_ definition: SourceDefinition) throws {
    key = try definition.key.map(Self.path)
    var table = Self.table
    for (name, origin) in definition.attributes.sorted(by: { $0.key < $1.key }) {
      table.removeAll { ColumnName.areSame($0.0, name) }
      if !origin.isEmpty { table.append((name, origin)) }
    }
    rows = try table.map { Row(name: $0.0, origin: $0.1, path: try Self.path($0.1)) }
    hasRoles = definition.roles != nil
    mentioned = DirectoryEntry.Mentioned(
      attributes: .only(
        Set(rows.map(\.name).filter { $0 != "username" && $0 != "status" } + ["external_id"])),
      status: true, roles: hasRoles)
  }

  /// Where each value comes from, in words.
  var origins: [String: String] {
    var origins = ["external_id": key?.description ?? "id"]
    for row in rows { origins[row.name] = row.origin }
    if hasRoles { origins["roles"] = "the groups that have the user as a member" }
    return origins
  }

  /// The person that a resource is; `nil` for one without an id.
  func person(_ resource: JSONValue, roles: [String]) -> SourcePerson? {
    guard let id = resource.identifier else { return nil }
    var user = DirectoryUser(username: "", roles: hasRoles ? roles : [])
    let key = key.map { Self.text(resource, $0) ?? "" } ?? id
    if !key.isEmpty { user.attributes["external_id"] = key }
    if resource["active"]?.bool == false { user.status = .suspended }
    var manager: String?
    for row in rows {
      guard let value = Self.text(resource, row.path) else { continue }
      switch row.name {
      case "username": user.username = value
      case "manager" where row.origin == Self.enterprise + "manager.value": manager = value
      default: user.attributes[row.name] = value
      }
    }
    return SourcePerson(
      key: key, reference: id, manager: manager, entry: DirectoryEntry(user, mentioned: mentioned))
  }

  private static func path(_ text: String) throws -> AttributePath {
    do {
      return try AttributePath(parsing: text)
    } catch {
      throw SourceProblem(
        .configuration, "\(text.quotedForPeople) is not a SCIM path: \(error.reason)")
    }
  }

  private static func text(_ resource: JSONValue, _ path: AttributePath) -> String? {
    guard let text = resource.value(at: path)?.scalarText,
      text.contains(where: { !$0.isWhitespace }),
      !text.utf8.contains(0)
    else { return nil }
    return text
  }
}
