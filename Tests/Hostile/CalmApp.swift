import Text
import Foundation
import SCIM
import Synchronization

/// A service provider that behaves, with one account; a test puts itself before it.
final class CalmApp: Sendable {
  private let account = Mutex<JSONValue?>(nil)
  private let id: JSONValue

  /// - Parameter id: what the account gets as its id.
  init(id: JSONValue = "7") { self.id = id }

  /// Answers as RFC 7644 has it.
  func answer(_ request: RawRequest) -> [Step] {
    switch request.method {
    case "POST":
      guard var object = (try? JSONValue(parsing: request.body))?.object else { return http(400) }
      object["id"] = id
      account.withLock { $0 = .object(object) }
      return http(201, JSONValue.object(object).text)
    case "GET" where request.target.contains("?"):
      let resources = account.withLock { [$0].compactMap { $0 } }
      let page: JSONValue = [
        "totalResults": .integer(Int64(resources.count)), "Resources": .array(resources),
      ]
      return http(200, page.text)
    case "GET": return account.withLock { $0 }.map { http(200, $0.text) } ?? http(404)
    case "PATCH": return patch(request)
    case "DELETE":
      account.withLock { $0 = nil }
      return http(204)
    default: return http(405)
    }
  }

  private func patch(_ request: RawRequest) -> [Step] {
    guard let body = try? JSONValue(parsing: request.body),
      let operations = try? Patch.operations(in: body),
      let before = account.withLock({ $0 }),
      let after = try? Patch.apply(operations, to: before, schemas: .user)
    else { return http(400) }
    account.withLock { $0 = after }
    return http(200, after.text)
  }
}
