import TestSupport
import Text
import Foundation
import SCIM
import Testing

/// A SCIM server as the tests reach it, behind usher's back.
struct Server: Sendable {
  /// The base URL.
  let url: String
  let token: String
  /// The words before the program by which it runs on the server's own host.
  var entering: [String] = []

  /// Sends a request with `curl` and returns the status and the body.
  @discardableResult
  func send(
    _ method: String, _ path: String, _ body: JSONValue? = nil
  ) async throws -> (status: Int, body: JSONValue?) {
    let folder = try TemporaryFolder()
    let settings = try folder.write(
      "settings",
      """
      header = "Authorization: Bearer \(token)"
      header = "Content-Type: application/scim+json"
      header = "Accept: application/scim+json"
      noproxy = "*"
      """)
    var words =
      entering + ["curl", "-sS", "-K", settings, "-X", method, "-w", "\n%{http_code}", url + path]
    if let body { words += ["--data-binary", "@" + (try folder.write("body", body.text))] }
    let command = Command(
      words, environment: ProcessInfo.processInfo.environment, folder: folder.path)
    var ending = try await command.run(timeout: 60)
    // The sandbox loses answers where it is told to; what only reads asks again.
    for _ in 0..<20 where method == "GET" && [52, 56].contains(ending.status) {
      ending = try await command.run(timeout: 60)
    }
    try #require(ending.status == 0, Comment(rawValue: ending.report))
    let parts = ending.output.split(separator: "\n", omittingEmptySubsequences: false)
    let status = try #require(parts.last.flatMap { Int($0) })
    let text = parts.dropLast().joined(separator: "\n")
    return (status, text.isEmpty ? nil : try JSONValue(parsing: text))
  }

  /// All resources of a kind, page by page until nothing new comes.
  func all(_ collection: String) async throws -> [JSONValue] {
    var found: [JSONValue] = []
    var seen: Set<String> = []
    while true {
      let page = try await send("GET", "/\(collection)?startIndex=\(found.count + 1)&count=100")
      let fresh = (page.body?["Resources"]?.array ?? []).filter {
        seen.insert($0["id"]?.scalarText ?? "").inserted
      }
      if fresh.isEmpty { return found }
      found += fresh
    }
  }

  /// The user of that name.
  func user(_ name: String) async throws -> JSONValue? {
    try await all("Users").first { $0["userName"]?.string == name }
  }

  /// The group of that name, with its members.
  func group(_ name: String) async throws -> JSONValue? {
    guard let group = try await all("Groups").first(where: { $0["displayName"]?.string == name })
    else { return nil }
    return try await send("GET", "/Groups/" + group.id).body
  }

  /// The names of the members of a group.
  func members(of group: String) async throws -> Set<String> {
    let names = Dictionary(
      try await all("Users").map { ($0.id, $0["userName"]?.string ?? "") },
      uniquingKeysWith: { first, _ in first })
    let members = try await self.group(group)?["members"]?.array ?? []
    return Set(members.map { names[$0["value"]?.scalarText ?? ""] ?? "?" })
  }

  /// Changes a resource by one PATCH operation.
  func patch(
    _ path: String, _ op: String, at target: String?, _ value: JSONValue?
  ) async throws {
    var operation = JSONObject([("op", .string(op))])
    if let target { operation["path"] = .string(target) }
    if let value { operation["value"] = value }
    let status = try await send(
      "PATCH", path,
      [
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [.object(operation)],
      ]
    ).status
    #expect((200..<300).contains(status), "PATCH \(path): \(status)")
  }
}

extension JSONValue {
  /// The resource's id.
  var id: String { self["id"]?.scalarText ?? "" }
}
