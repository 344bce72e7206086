public import SCIM

/// A service provider that is only read, at a pace that it bears.
public struct ProviderClient: Sendable {
  private let client: AppClient

  /// A client of a base URL.
  public init(_ transport: any HTTPTransport, baseURL: String, time: any TimeSource) {
    client = AppClient(
      transport: transport, pacer: Pacer(rate: 0, time: time), time: time,
      habits: AppHabits(base: baseURL))
  }

  /// Sends a request that changes nothing, and again where the failure can heal by itself.
  ///
  /// - Parameter what: what is read, for the words.
  /// - Throws: `SourceProblem` where no answer came.
  public func read(_ request: HTTPRequest, what: String) async throws(SourceProblem) -> HTTPResponse
  {
    do {
      return try await client.read(request)
    } catch {
      let kind: SourceProblem.Kind =
        switch error {
        case .tls: .tls
        case .noToken: .configuration
        case .unreachable, .timeout, .reset, .tooLarge, .cancelled: .unreachable
        }
      throw SourceProblem(
        kind, Self.words(FailureWords.sentence(error)), heals: Disposition.heals(error))
    }
  }

  /// What an answer says that is none of those that were hoped for.
  public static func problem(_ response: HTTPResponse, reading what: String) -> SourceProblem {
    let kind: SourceProblem.Kind =
      switch response.status {
      case 401, 403: .refused
      case 429, 500...: .unreachable
      default: .unreadable
      }
    return SourceProblem(
      kind, words(FailureWords.sentence(SCIMFailure(response: response), reading: what)),
      heals: response.status == 429 || response.status >= 500)
  }

  /// What is said of apps is said of a source.
  private static func words(_ sentence: String) -> String {
    sentence.replacing("the app's", with: "the server's").replacing("the app", with: "the server")
      .replacing("in the app", with: "there").replacing("base_url", with: "`url`")
  }
}
