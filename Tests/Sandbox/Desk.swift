import Text
import SCIM
import Sandbox

/// A provider and a clock that stands still, with requests as short as they can be written.
struct Desk {
  var provider: SandboxProvider
  var now = 1_767_225_600.0
  var token: String? = "T"

  init(_ profile: SandboxProfile = .rfc, faults: [SandboxFault] = [], enforcesRates: Bool = false) {
    provider = SandboxProvider(
      SandboxOptions(
        profile: profile, token: "T", faults: faults, enforcesRates: enforcesRates, seed: 1,
        baseURL: "https://app.example/v2"))
  }

  /// Sends `"POST /Users"` with a body of JSON.
  mutating func send(
    _ line: String, _ body: String? = nil, headers: [String: String] = [:]
  ) -> SandboxReply {
    let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
    var all = headers
    if let token { all["Authorization"] = "Bearer \(token)" }
    return provider.respond(
      to: SandboxRequest(parts[0], parts[1], headers: all, body: Array((body ?? "").utf8)),
      now: now)
  }

  mutating func answer(
    _ line: String, _ body: String? = nil, headers: [String: String] = [:]
  ) -> Answer {
    Answer(send(line, body, headers: headers).response)
  }

  /// Creates a user and gives its id.
  mutating func user(_ userName: String, _ more: String = "") -> String {
    let body = #"""
      {"schemas":["urn:ietf:params:scim:schemas:core:2.0:User"],"userName":"\#(userName)",
       "emails":[{"value":"\#(userName)@x.example"}]\#(more.isEmpty ? "" : "," + more)}
      """#
    return answer("POST /Users", body).id
  }

  /// Creates a group and gives its id.
  mutating func group(_ name: String, members: [String] = []) -> String {
    let list = members.map { "{\"value\":\"\($0)\"}" }.joined(separator: ",")
    let body = #"""
      {"schemas":["urn:ietf:params:scim:schemas:core:2.0:Group"],"displayName":"\#(name)",
       "members":[\#(list)]}
      """#
    return answer("POST /Groups", body).id
  }

  mutating func patch(_ path: String, _ operations: String) -> Answer {
    answer("PATCH \(path)", "{\"Operations\":[\(operations)]}")
  }

  /// The ids of a group's members as they are kept.
  func members(_ id: String) -> [String] {
    (provider.resource(id, in: "Groups")?.values(at: "members.value") ?? []).compactMap(\.string)
  }
}

/// An answer with its body read.
struct Answer {
  let status: Int
  let headers: [String: String]
  let json: JSONValue?
  let text: String

  init(_ response: HTTPResponse) {
    status = response.status
    headers = response.headers
    json = try? JSONValue(parsing: response.body)
    text = String(decoding: response.body, as: UTF8.self)
  }

  var id: String { json?["id"]?.scalarText ?? "" }
  var scimType: String? { json?["scimType"]?.string }
  var resources: [JSONValue] { json?["Resources"]?.array ?? [] }

  func texts(_ path: AttributePath) -> [String] {
    resources.compactMap { $0.value(at: path)?.scalarText }
  }
}

let userSchema = "urn:ietf:params:scim:schemas:core:2.0:User"
let groupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group"
let enterprise = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
