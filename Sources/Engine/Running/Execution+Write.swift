import Provisioning
import SCIM

/// A resource as a look showed it, with the versions that the app gives it.
struct SeenResource {
  let resource: JSONValue
  /// `meta.version`, then the `ETag` of the answer: they should be the same, and are not everywhere.
  let versions: [String]

  init(_ resource: JSONValue, _ look: HTTPResponse) {
    self.resource = resource
    var versions: [String] = []
    for version in [resource["meta"]?["version"]?.scalarText, look.headers["etag"]] {
      guard let version, !version.isEmpty, version.utf8.count <= 1_024,
        version.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }), !versions.contains(version)
      else { continue }
      versions.append(version)
    }
    self.versions = versions
  }
}

extension Execution {
  /// How often a change is sent again because the account changed in between.
  private static let mostVersions = 4

  /// Sends a change of what was just looked at; where the app wants it, with the version that was
  /// seen. Where the account changed since, it is looked at again: what the plan rests on decides.
  ///
  /// - Parameters:
  ///   - request: the change.
  ///   - seen: the account as it was just seen.
  ///   - id: its id.
  ///   - moved: what of the account is not as planned; `nil` where all is.
  func write(
    _ request: HTTPRequest, _ seen: SeenResource, id: String, moved: (JSONValue) -> String?
  ) async throws -> HTTPResponse {
    var seen = seen
    var version = app.learned.wantsVersions ? seen.versions.first : nil
    var tried: Set<String> = []
    while true {
      var request = request
      if let version { request.headers["If-Match"] = version }
      let response = try await exchange(request)
      guard AnswerVerdict(method: request.method, status: response.status) == .sendVersion else {
        if (200..<300).contains(response.status) { try learn(request) }
        return response
      }
      if let version {
        tried.insert(version)
        let look = try await exchange(.get("Users", id: id))
        guard let now = try resource(look, id: id) else { return look.isGone ? look : response }
        if let moved = moved(now) { throw ExecutionStop(outcome: .moved(moved)) }
        seen = SeenResource(now, look)
      }
      guard let next = seen.versions.first(where: { !tried.contains($0) }) else {
        throw ExecutionStop(outcome: .failed(refusedVersion(response, seen)))
      }
      guard tried.count < Self.mostVersions else {
        throw ExecutionStop(outcome: .later(failure(response), after: backoff))
      }
      version = next
    }
  }

  /// Keeps what a change that was taken teaches about the app.
  private func learn(_ request: HTTPRequest) throws {
    let isVersioned = request.headers["If-Match"] != nil && !app.learned.wantsVersions
    let isPatch = request.method == "PATCH" && !app.learned.takesPatch
    guard isVersioned || isPatch else { return }
    try store { session in
      guard var record = try session.app(app.id) else { return }
      if isVersioned { record.learned.wantsVersions = true }
      if isPatch { record.learned.takesPatch = true }
      try session.save(record)
    }
  }

  private func refusedVersion(_ response: HTTPResponse, _ seen: SeenResource) -> TaskError {
    let why =
      seen.versions.isEmpty
      ? "shows none in the account (meta.version) nor as ETag"
      : "refuses the one that it shows (\(seen.versions.joined(separator: ", ").visible(upTo: 80)))"
    return failure(
      response,
      advice:
        "the app wants the version of the account with each change (If-Match), and \(why): ask its vendor, then retry"
    )
  }
}

extension HTTPResponse {
  /// Whether an answer to a GET says that nobody is there.
  var isGone: Bool { Presence(status: status) == .gone }
}
