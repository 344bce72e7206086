import Text
import Foundation
import Provisioning
import SCIM
import Synchronization
import Testing

@testable import Transport

@Suite("Access tokens for a client's credentials") struct TokenGrantTests {
  /// A token endpoint that answers what it was told to, and keeps the last answer.
  private final class Endpoint: HTTPTransport {
    let state: Mutex<(answers: [Result<HTTPResponse, TransportError>], requests: [HTTPRequest])>
    let waits = Mutex<[Double]>([])

    init(_ answers: [Result<HTTPResponse, TransportError>]) {
      state = Mutex((answers, []))
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
      let answer = state.withLock { state in
        state.requests.append(request)
        return state.answers.count > 1 ? state.answers.removeFirst() : state.answers[0]
      }
      return try answer.get()
    }

    var tokens: TokenProvider {
      TokenProvider(
        TokenGrant(self, path: "/token") { seconds in self.waits.withLock { $0.append(seconds) } })
    }
    var count: Int { state.withLock { $0.requests.count } }
  }

  private static func answer(
    _ status: Int, _ body: String, _ headers: [String: String] = [:]
  ) -> Result<HTTPResponse, TransportError> {
    .success(HTTPResponse(status: status, headers: headers, body: Array(body.utf8)))
  }
  private static func granted(_ token: String) -> Result<HTTPResponse, TransportError> {
    answer(200, #"{"access_token":"\#(token)","token_type":"bearer"}"#)
  }

  /// What the tokens give, or the error's message.
  private func outcome(_ tokens: TokenProvider) async -> String {
    do throws(TokenError) {
      return try await tokens.token().reveal()
    } catch {
      return error.message
    }
  }

  @Test func askForOneOnce() async throws {
    let endpoint = Endpoint([Self.granted("one"), Self.granted("two")])
    let tokens = endpoint.tokens
    #expect(await outcome(tokens) == "one")
    #expect(await outcome(tokens) == "one")
    #expect(endpoint.count == 1)
    let request = try #require(endpoint.state.withLock { $0.requests.first })
    #expect(request.method == "POST")
    #expect(request.path == "/token")
    #expect(request.body == ["grant_type": "client_credentials"])
    #expect(request.headers["Content-Type"] == "application/json")
    #expect(try await tokens.refresh(after: try Token("one")).reveal() == "two")
    #expect(
      try await tokens.refresh(after: try Token("one")).reveal() == "two", "it is another one")
    #expect(endpoint.count == 2)
  }

  @Test func askAgainForEachThatIsRevoked() async throws {
    let endpoint = Endpoint(["one", "two", "three"].map(Self.granted))
    let tokens = endpoint.tokens
    #expect(await outcome(tokens) == "one")
    #expect(try await tokens.refresh(after: try Token("one")).reveal() == "two")
    #expect(
      try await tokens.refresh(after: try Token("two")).reveal() == "three", "in the same moment")
    #expect(try await tokens.refresh(after: try Token("three")).reveal() == "three")
    #expect(try await tokens.refresh(after: try Token("three")).reveal() == "three")
    #expect(endpoint.count == 4, "the endpoint had no other one")
  }

  @Test func takeTheOlderShape() async {
    let endpoint = Endpoint([
      Self.answer(200, #"{"status":{"error":false},"data":[{"access_token":"old"}]}"#)
    ])
    #expect(await outcome(endpoint.tokens) == "old")
  }

  @Test func waitForAnEndpointThatHasTrouble() async {
    let endpoint = Endpoint([
      Self.answer(429, "<html>slow</html>", ["retry-after": "3"]), Self.answer(500, ""),
      .failure(.reset("it closed")), Self.granted("late"),
    ])
    #expect(await outcome(endpoint.tokens) == "late")
    #expect(endpoint.waits.withLock { $0 } == [3, 1, 2])
  }

  @Test(arguments: [
    (
      answer(401, "{}"), 1,
      "no access token from /token: it refuses the client's id or secret (401)"
    ),
    (
      answer(404, ""), 1,
      "no access token from /token: there is no such endpoint (404); is the URL right?"
    ),
    (
      answer(500, "{}"), 5,
      "no access token from /token: it failed (500); is the admin still there who made the credential? (asked 5 times)"
    ),
    (
      answer(200, "<html>"), 1,
      "no access token from /token: its answer is not JSON; is the URL right?"
    ),
    (answer(200, "{}"), 1, "no access token from /token: its answer has no access_token"),
    (
      .failure(.noToken("the file x is missing")), 1,
      "no access token from /token: the file x is missing"
    ),
  ])
  func sayWhyThereIsNone(
    _ answer: Result<HTTPResponse, TransportError>, _ count: Int, _ message: String
  ) async {
    let endpoint = Endpoint([answer])
    #expect(await outcome(endpoint.tokens) == message)
    #expect(endpoint.count == count)
  }

  @Test func aClientIsNamedByBasic() throws {
    let header = AuthorizationScheme.basic(user: "id").value(try Token("s3cret"))
    #expect(header == "Basic " + Data("id:s3cret".utf8).base64EncodedString())
    #expect(AuthorizationScheme.bearer.value(try Token("t")) == "Bearer t")
  }
}
