import Text
import Provisioning
import SCIM

extension AccountMatching {
  /// What to say of a 409: who holds the value, where that is found; else the app's own words.
  ///
  /// - Parameter id: the account that is changed; `nil` where one is made.
  func conflict(_ response: HTTPResponse, id: String?) async throws -> TaskError {
    let what = "\(task.action.rawValue) of \(task.name.visible(upTo: 80))"
    var looked: [String] = []
    for (path, value) in uniqueValues {
      looked.append("\(path) '\(value.visible(upTo: 80))'")
      let holder = try await holders(of: value, at: path).first { $0.identifier != id }
      guard let holder, let other = holder.identifier else { continue }
      let owner = try await store { session in
        try session.accounts.account(app.id, remoteID: other)?.user.flatMap {
          try session.directory.users([$0]).first?.user.username
        }
      }
      let name = holder["userName"]?.scalarText ?? "no userName"
      let whose = owner.map { ", which belongs to \($0.visible(upTo: 80))" } ?? ""
      return failure(
        response,
        advice:
          "\(looked.last ?? path) is taken: the account \(name.visible(upTo: 80)) (id \(other.visible(upTo: 80)))\(whose) has it; give one of them another value, then retry"
      )
    }
    let detail = SCIMFailure(response: response).detail.map { ": \($0.visible(upTo: 200))" } ?? ""
    let nobody =
      looked.isEmpty
      ? "" : "; no other account is found that has the \(looked.joined(separator: ", the "))"
    return failure(
      response,
      advice:
        "the app answered 409 to the \(what)\(detail)\(nobody); do what the app says, then retry")
  }

  /// The values of this task that an app may want to be unique, with the attribute to look for.
  private var uniqueValues: [(path: String, value: String)] {
    task.changes.compactMap { change in
      guard let value = change.to?.scalarText, !value.isEmpty else { return nil }
      let path = change.path.lowercased()
      if path == "username" { return ("userName", value) }
      if path == "externalid" { return ("externalId", value) }
      return path.hasPrefix("emails") && path.hasSuffix("value") ? ("emails.value", value) : nil
    }
  }

  /// The accounts that have this value. Unlike the look before a creation it asks once, and reads
  /// everyone only where this run has read everyone: it is for words only.
  private func holders(of value: String, at path: String) async throws -> [JSONValue] {
    guard let attribute = try? AttributePath(parsing: path) else { return [] }
    let key = value.lowercased()
    func has(_ account: JSONValue) -> Bool {
      account.values(at: attribute).contains { $0.scalarText?.lowercased() == key }
    }
    if let all = await knowledge.everyone(in: "Users") { return all.filter(has) }
    let response = try await exchange(
      .list("Users", ListQuery(filter: .equals(attribute, value))))
    guard let page = try? ListPage(response: response) else { return [] }
    return page.resources.filter(has)
  }
}
