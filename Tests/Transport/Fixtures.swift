import TestSupport
import Foundation
import Provisioning
import SCIM
import Transport

/// The token of these tests; it holds what percent-encoding and JSON write differently.
let secret = "s3cr3t/token+with=signs"

/// A transport as the tests want it: no proxy, a short time.
func transport(
  to url: String, token: String? = secret, timeout: Double = 30, concurrency: Int = 4,
  caFile: String? = nil, bodyLimit: Int = 1 << 20, environment: [String: String] = [:]
) throws -> ClientTransport {
  let tokens = token.map { token in
    TokenProvider(
      source: .environment("TOKEN"), resolver: TokenResolver(environment: ["TOKEN": token]))
  }
  return try ClientTransport(
    baseURL: url, tokens: tokens, timeout: timeout, concurrency: concurrency, caFile: caFile,
    bodyLimit: bodyLimit, version: "1.2.3", environment: environment)
}

/// The error that a request ends with.
func failure(of transport: ClientTransport, _ request: HTTPRequest) async -> TransportError? {
  do throws(TransportError) {
    _ = try await transport.send(request)
    return nil
  } catch {
    return error
  }
}
