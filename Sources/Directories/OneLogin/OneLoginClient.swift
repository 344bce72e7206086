import Text
import Engine
import SCIM

/// Asks OneLogin's API, as often as it takes: what passes by itself heals here.
struct OneLoginClient: Sendable {
  let transport: any HTTPTransport
  /// Waits for a number of seconds.
  let pause: @Sendable (Double) async -> Void

  /// How often one request is sent at most.
  static let tries = 6
  /// The longest that OneLogin can make us wait within one reading, in seconds.
  static let longestWait = 60.0

  /// Asks for something.
  ///
  /// - Parameters:
  ///   - path: what follows the base URL, with its query.
  ///   - accepting: further statuses beside 200 that are answers.
  func get(_ path: String, accepting others: Set<Int> = []) async throws -> HTTPResponse {
    var attempt = 1
    while true {
      try Task.checkCancellation()
      var wait = Double(1 << attempt) / 4
      let problem: SourceProblem
      do throws(TransportError) {
        let answer = try await transport.send(
          HTTPRequest("GET", path, headers: ["Accept": "application/json"]))
        if answer.status == 200 || others.contains(answer.status) { return answer }
        problem = Self.problem(answer, path)
        if let asked = Self.wait(answer) { wait = asked }
      } catch {
        if case .cancelled = error { throw CancellationError() }
        problem = Self.problem(error)
      }
      guard problem.heals, attempt < Self.tries, wait <= Self.longestWait else { throw problem }
      await pause(wait)
      attempt += 1
    }
  }

  /// Asks for something and reads the JSON of the answer.
  func json(_ path: String) async throws -> JSONValue {
    try Self.json(try await get(path), path)
  }

  static func json(_ answer: HTTPResponse, _ path: String) throws -> JSONValue {
    do {
      return try JSONValue(parsing: answer.body)
    } catch {
      throw SourceProblem(
        .unreadable,
        "OneLogin's answer to \(place(path)) is not JSON (\(error.reason)); is the URL right, or is a proxy in between?",
        heals: true)
    }
  }

  /// The seconds after which OneLogin can be asked again; `nil` where it does not say.
  private static func wait(_ answer: HTTPResponse) -> Double? {
    guard answer.status == 429 else { return nil }
    let names = ["x-ratelimit-reset", "retry-after"]
    let seconds = names.compactMap { answer.headers[$0].flatMap(Double.init) }.first
    return seconds.flatMap { $0.isFinite ? max(0.1, $0) : nil }
  }

  /// What an answer that says no means.
  private static func problem(_ answer: HTTPResponse, _ path: String) -> SourceProblem {
    let said = message(answer).map { ": \($0)" } ?? ""
    let place = place(path)
    switch answer.status {
    case 401:
      return SourceProblem(
        .refused,
        "OneLogin refuses \(place) with 401\(said); is the credential still valid, and is its scope wide enough?"
      )
    case 403:
      return SourceProblem(
        .refused, "OneLogin refuses \(place) with 403\(said); the credential needs a wider scope")
    case 404:
      return SourceProblem(
        .configuration, "OneLogin has no \(place) (404\(said)); is the URL the tenant's own?")
    case 429:
      let seconds = wait(answer).map { "; its budget is full again in \(Int($0)) s" } ?? ""
      return SourceProblem(
        .unreachable, "OneLogin is asked too often (429)\(seconds)", heals: true)
    case 500...599:
      return SourceProblem(
        .unreachable, "OneLogin answers \(answer.status) to \(place)\(said)", heals: true)
    default:
      return SourceProblem(
        .unreadable, "OneLogin answers \(answer.status) to \(place)\(said)")
    }
  }

  private static func problem(_ error: TransportError) -> SourceProblem {
    switch error {
    case .unreachable(let why): SourceProblem(.unreachable, why, heals: true)
    case .tls(let why): SourceProblem(.tls, why)
    case .timeout: SourceProblem(.unreachable, "OneLogin did not answer in time", heals: true)
    case .reset(let why): SourceProblem(.unreachable, why, heals: true)
    case .tooLarge(let limit):
      SourceProblem(.unreadable, "an answer of OneLogin is larger than \(limit) bytes")
    case .noToken(let why): SourceProblem(.refused, why)
    case .cancelled: SourceProblem(.unreachable, "it was interrupted")
    }
  }

  /// What an error says, in whichever of its shapes; `nil` for a page for browsers.
  static func message(_ answer: HTTPResponse) -> String? {
    guard let json = try? JSONValue(parsing: answer.body) else { return nil }
    let said = json["message"] ?? json["description"] ?? json["status"]?["message"]
    guard let text = said?.string ?? said?.array?.first?.string, !text.isEmpty else { return nil }
    return String(text.prefix(200))
  }

  /// A path without its query, for people.
  private static func place(_ path: String) -> String { String(path.prefix { $0 != "?" }) }
}
