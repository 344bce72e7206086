import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOHTTPCompression
import SCIM

/// One request on the wire and its whole answer, within a time and a size.
struct Exchange: Sendable {
  /// How it ended.
  enum Outcome: Sendable {
    case answer(HTTPResponse)
    case tooLarge
    case timedOut
    case failed(any Error)
  }

  let request: HTTPClientRequest
  let client: HTTPClient
  let deadlines: Deadlines
  let bodyLimit: Int

  /// Sends the request. The HTTP client's own deadline ends with the head of the answer; this one
  /// covers the body too.
  func run() async -> Outcome {
    let (outcome, isLate) = await deadlines.run { await send() }
    guard isLate, case .failed = outcome else { return outcome }
    return .timedOut
  }

  private func send() async -> Outcome {
    do {
      let answer = try await client.execute(request, deadline: .distantFuture)
      let length = answer.headers.first(name: "content-length").flatMap(Int.init) ?? 0
      guard length <= bodyLimit else { return .tooLarge }
      var body: [UInt8] = []
      do {
        for try await chunk in answer.body {
          guard body.count + chunk.readableBytes <= bodyLimit else { return .tooLarge }
          body.append(contentsOf: chunk.readableBytesView)
        }
      } catch let error as NIOHTTPDecompression.ExtraDecompressionError
        where error == .truncatedData && body.isEmpty && length == 0
      {
        // No body at all, under a head that calls it packed, as proxies send it with a 204.
      }
      var headers: [String: String] = [:]
      for (name, value) in answer.headers {
        let name = name.lowercased()
        headers[name] = headers[name].map { $0 + ", " + value } ?? value
      }
      return .answer(
        HTTPResponse(status: Int(answer.status.code), headers: headers, body: body))
    } catch NIOHTTPDecompression.DecompressionError.limit {
      return .tooLarge
    } catch {
      return .failed(error)
    }
  }
}

extension Exchange.Outcome {
  /// Whether the connection ended without an answer, as one does that was closed while it was idle.
  var isLostConnection: Bool {
    guard case .failed(let error) = self else { return false }
    switch error {
    case let error as HTTPClientError: return error == .remoteConnectionClosed
    case let error as IOError: return [ECONNRESET, EPIPE].contains(error.errnoCode)
    case let error as ChannelError: return error == .ioOnClosedChannel
    default: return false
    }
  }
}
