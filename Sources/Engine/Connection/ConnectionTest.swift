public import Text
import SCIM

/// What a look at an app proved, step by step. It only reads.
public struct ConnectionReport: Sendable, Hashable {
  /// One thing that was tried.
  public struct Step: Sendable, Hashable {
    /// `reach`, `TLS`, `auth`, `list`, `filter` or `discovery`.
    public var name: String
    /// Whether it holds; `nil` where it could not be told or does not matter.
    public var holds: Bool?
    /// What was seen, or why it failed and what to do.
    public var detail: String

    /// A step.
    public init(_ name: String, _ holds: Bool?, _ detail: String) {
      self.name = name
      self.holds = holds
      self.detail = detail
    }
  }

  /// The steps in order.
  public var steps: [Step] = []
  /// The app's schemas, where it has any.
  public var schemas: JSONValue?
  /// The app's `/ServiceProviderConfig`, where it has one.
  public var serviceProvider: JSONValue?

  /// Whether the app can be worked with.
  public var isUsable: Bool {
    !steps.contains { $0.holds == false }
      && steps.contains { $0.name == "auth" && $0.holds == true }
  }

  /// What was proved, or why it failed, on one line.
  public var summary: String {
    if let failed = steps.first(where: { $0.holds == false }) {
      return "\(failed.name): \(failed.detail)"
    }
    return steps.filter { $0.holds == true }.map(\.name).joined(separator: ", ") + " proved"
  }
}

/// Looks at an app without changing anything.
struct ConnectionTest: Sendable {
  let client: AppClient
  let isSecure: Bool
  /// A name that no user can have.
  let nobody: String

  func run() async -> ConnectionReport {
    var report = ConnectionReport()
    do throws(TransportError) {
      let list = try await client.read(.list("Users", ListQuery(startIndex: 1, count: 1)), tries: 2)
      report.steps.append(.init("reach", true, "the app answers"))
      report.steps.append(
        isSecure
          ? .init("TLS", true, "the certificate is trusted")
          : .init("TLS", nil, "not used: the app is on this host"))
      guard judge(list, &report) else { return report }
      try await filter(&report)
      try await discovery(&report)
    } catch {
      let isTLS = if case .tls = error { true } else { false }
      let isToken = if case .noToken = error { true } else { false }
      let name = isTLS ? "TLS" : isToken ? "auth" : "reach"
      report.steps.append(.init(name, false, FailureWords.sentence(error)))
    }
    return report
  }

  /// Whether listing users proves that the token counts.
  private func judge(_ response: HTTPResponse, _ report: inout ConnectionReport) -> Bool {
    if response.status == 200, (try? ListPage(response: response)) != nil {
      report.steps.append(.init("auth", true, "the token is taken"))
      report.steps.append(.init("list", true, "users can be read"))
      return true
    }
    let failure = SCIMFailure(response: response)
    if response.status == 200 {
      report.steps.append(
        .init("list", false, "the answer is no SCIM list of users; check the base URL"))
      return false
    }
    let name = [401, 403].contains(response.status) ? "auth" : "list"
    report.steps.append(.init(name, false, FailureWords.sentence(failure, reading: "users")))
    return false
  }

  /// A filter for a user who cannot exist: an empty list and a 404 both pass.
  private func filter(_ report: inout ConnectionReport) async throws(TransportError) {
    let query = ListQuery(filter: .equals("userName", nobody), startIndex: 1, count: 1)
    let response = try await client.read(.list("Users", query), tries: 2)
    let page = try? ListPage(response: response)
    switch response.status {
    case 404: report.steps.append(.init("filter", true, "users are found by name"))
    case 200 where page?.resources.isEmpty == true:
      report.steps.append(.init("filter", true, "users are found by name"))
    case 200:
      report.steps.append(
        .init("filter", nil, "the app ignores filters, so all users are read instead"))
    default:
      report.steps.append(
        .init(
          "filter", nil,
          "the app takes no filter (\(response.status)), so all users are read instead"
        ))
    }
  }

  private func discovery(_ report: inout ConnectionReport) async throws(TransportError) {
    let config = try await client.read(HTTPRequest("GET", "/ServiceProviderConfig"), tries: 2)
    if config.status == 200 { report.serviceProvider = try? JSONValue(parsing: config.body) }
    let schemas = try await client.read(HTTPRequest("GET", "/Schemas"), tries: 2)
    if schemas.status == 200, let page = try? ListPage(response: schemas),
      !page.resources.isEmpty
    {
      report.schemas = .array(page.resources)
    }
    let found = [
      report.serviceProvider != nil ? "service provider config" : nil,
      report.schemas != nil ? "schemas" : nil,
    ].compactMap { $0 }
    report.steps.append(
      found.isEmpty
        ? .init("discovery", nil, "none; the schemas of RFC 7643 are taken")
        : .init("discovery", true, found.joined(separator: " and ")))
  }
}
