import Text
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

/// Sends a change of what was just looked at.
struct ResourceWriting: ExecutionStep {
  let execution: Execution

  /// How often a change is sent again because the account changed in between.
  private static let mostVersions = 4

  /// Sends a change of what was just looked at; where the app wants it, with the version that was
  /// seen. Where it changed since, it is looked at again: what the plan rests on decides.
  ///
  /// - Parameters:
  ///   - request: the change.
  ///   - seen: the resource as it was just seen; `nil` to look only where a version is wanted.
  ///   - id: its id.
  ///   - collection: `Users` or `Groups`.
  ///   - moved: what of it is not as planned; `nil` where all is.
  func write(
    _ request: HTTPRequest, _ seen: SeenResource?, id: String, in collection: String = "Users",
    moved: (JSONValue) -> String? = { _ in nil }
  ) async throws -> HTTPResponse {
    var seen = seen
    if seen == nil, app.learned.wantsVersions { seen = try await look(id, in: collection) }
    var version = app.learned.wantsVersions ? seen?.versions.first : nil
    var tried: Set<String> = []
    while true {
      var request = request
      if let version { request.headers["If-Match"] = version }
      let response = try await exchange(request)
      guard AnswerVerdict(method: request.method, status: response.status) == .sendVersion else {
        if (200..<300).contains(response.status) { try await learn(request) }
        return response
      }
      if let version { tried.insert(version) }
      if version != nil || seen == nil {
        guard let now = try await look(id, in: collection) else { return response }
        if let moved = change.moved(now.resource) { throw ExecutionStop(outcome: .moved(moved)) }
        seen = now
      }
      let versions = seen?.versions ?? []
      guard let next = versions.first(where: { !tried.contains($0) }) else {
        throw ExecutionStop(outcome: .failed(refusedVersion(response, versions)))
      }
      guard tried.count < Self.mostVersions else {
        throw ExecutionStop(outcome: .later(failure(response), after: backoff))
      }
      version = next
    }
  }

  /// Looks at a resource again; `nil` where it does not show.
  private func look(_ id: String, in collection: String) async throws -> SeenResource? {
    let look = try await exchange(.get(collection, id: id))
    return try resource(look, id: id).map { SeenResource($0, look) }
  }

  /// Keeps what a change that was taken teaches about the app.
  private func learn(_ request: HTTPRequest) async throws {
    let isVersioned = request.headers["If-Match"] != nil && !app.learned.wantsVersions
    let isPatch =
      request.isOfUser && request.method == "PATCH" && !app.learned.takesPatch
    guard isVersioned || isPatch else { return }
    try await store { session in
      guard var record = try session.apps.app(app.id) else { return }
      if isVersioned { record.learned.wantsVersions = true }
      if isPatch { record.learned.takesPatch = true }
      try session.apps.save(record)
    }
  }

  private func refusedVersion(_ response: HTTPResponse, _ versions: [String]) -> TaskError {
    let why =
      versions.isEmpty
      ? "shows none (meta.version, ETag)"
      : "refuses the one that it shows (\(versions.joined(separator: ", ").visible(upTo: 80)))"
    return failure(
      response,
      advice:
        "the app wants the version of what is changed (If-Match), and \(why): ask its vendor, then retry"
    )
  }
}

extension HTTPRequest {
  /// Whether it is about one account.
  fileprivate var isOfUser: Bool { path.hasPrefix("/Users/") }
}

extension HTTPResponse {
  /// Whether an answer to a GET says that nobody is there.
  var isGone: Bool { Presence(status: status) == .gone }
}
