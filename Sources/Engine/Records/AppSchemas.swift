import Text
import Provisioning
import SCIM

/// An app's schemas with what follows from them, which is needed with every task and found out once.
final class AppSchemas: Sendable, Hashable {
  /// No schemas of the app's own: those of RFC 7643.
  static let none = AppSchemas(nil)

  /// As `/Schemas` gave them; `nil` where they were never read.
  let json: JSONValue?
  /// The schemas of a user.
  let users: SchemaSet
  /// The unique attributes of a user.
  let unique: UniqueAttributes
  /// Whether the schemas of a user are those that the app showed.
  let areOwn: Bool

  init(_ json: JSONValue?) {
    self.json = json
    let own = json?.array.flatMap { SchemaSet(json: $0, core: Schema.user.id) }
    users = own ?? .user
    unique = UniqueAttributes(users)
    areOwn = own != nil
  }

  static func == (a: AppSchemas, b: AppSchemas) -> Bool { a === b || a.json == b.json }

  func hash(into hasher: inout Hasher) { hasher.combine(json) }
}
