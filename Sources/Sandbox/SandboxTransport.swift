public import SCIM

/// The way to a sandbox in the same process: no network, nothing by chance.
public struct SandboxTransport: HTTPTransport {
  /// Where the requests go.
  public let sandbox: Sandbox
  private let token: String?
  private let sleep: @Sendable (Double) async throws -> Void

  /// A transport.
  ///
  /// - Parameters:
  ///   - token: The bearer token that each request gets.
  ///   - sleep: Waits a number of seconds, for answers that come late.
  public init(
    _ sandbox: Sandbox, token: String? = SandboxOptions().token,
    sleep: @escaping @Sendable (Double) async throws -> Void = { seconds in
      try await Task.sleep(for: .seconds(seconds))
    }
  ) {
    self.sandbox = sandbox
    self.token = token
    self.sleep = sleep
  }

  /// Sends a request. An answer that gets lost is a `reset`, as is half of one.
  public func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    guard !Task.isCancelled else { throw .cancelled }
    let reply = await sandbox.respond(to: SandboxRequest(request, token: token))
    if reply.delay > 0 {
      do {
        try await sleep(reply.delay)
      } catch {
        throw .cancelled
      }
    }
    switch reply.delivery {
    case .whole: return reply.response
    case .truncated: throw .reset("The connection ended in the middle of the answer.")
    case .none: throw .reset("The connection ended before the answer.")
    }
  }
}
