import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import SCIM
import Synchronization
import Text

/// Something that answers requests, whatever brings them.
public protocol SandboxService: Sendable {
  /// The path that requests start with, without a slash at the end.
  var basePath: String { get }

  /// Answers a request, whose target is what follows the base path.
  func respond(to request: SandboxRequest) async -> SandboxReply

  /// Hears where it can be reached.
  func isListening(at baseURL: String) async
}

/// A sandbox that listens on the loopback interface.
public struct SandboxServer: Sendable {
  private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

  private let service: any SandboxService

  /// A server for a sandbox.
  public init(_ service: any SandboxService) {
    self.service = service
  }

  /// Listens on 127.0.0.1 until the task is cancelled.
  ///
  /// - Parameters:
  ///   - port: The port; 0 takes a free one.
  ///   - onListening: Gets the port and the base URL once requests can come.
  /// - Throws: What keeps it from listening, such as a port that is in use.
  public func run(
    port: Int, onListening: @escaping @Sendable (_ port: Int, _ baseURL: String) async -> Void
  ) async throws {
    let connections = OpenConnections()
    let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 256)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          // Each is served from here on: one that nobody takes up would end the program.
          let connection = try Connection(wrappingChannelSynchronously: channel)
          connections.add(channel, servedBy: Task { await serve(connection) })
        }
      }
      .bind(host: "127.0.0.1", port: port).get()
    let port = server.localAddress?.port ?? port
    let baseURL = "http://127.0.0.1:\(port)\(service.basePath)"
    await service.isListening(at: baseURL)
    await onListening(port, baseURL)
    try await withTaskCancellationHandler {
      try await server.closeFuture.get()
    } onCancel: {
      server.close(promise: nil)
      connections.close()
    }
  }

  /// Answers what comes over a connection, one request after the other; a connection that breaks is
  /// nobody's business.
  private func serve(_ connection: Connection) async {
    try? await connection.executeThenClose { inbound, outbound in
      var parts = inbound.makeAsyncIterator()
      while let request = try await Arrival.next(from: &parts, outbound) {
        let answer = try await answer(to: request)
        try await outbound.write(contentsOf: answer.parts(for: request.head))
        if answer.endsConnection {
          try await connection.channel.close()
          return
        }
        if !request.head.isKeepAlive { return }
      }
    }
  }

  private func answer(to arrival: Arrival) async throws -> Answer {
    guard let body = arrival.body else {
      return Answer(HTTPResponse(status: 413), isRead: false)
    }
    let target = arrival.head.uri
    let basePath = service.basePath
    guard target == basePath || target.hasPrefix(basePath + "/") || target.hasPrefix(basePath + "?")
    else {
      return Answer(HTTPResponse(status: 404, body: Array("The base path is \(basePath).".utf8)))
    }
    let reply = await service.respond(
      to: SandboxRequest(
        arrival.head.method.rawValue, String(target.dropFirst(basePath.count)),
        headers: arrival.headers, body: Array(body.readableBytesView)))
    if reply.delay > 0 { try await Task.sleep(for: .seconds(reply.delay)) }
    return Answer(reply.response, reply.delivery)
  }
}

/// The connections that are open, and who serves each.
private final class OpenConnections: Sendable {
  private struct State {
    var channels: [ObjectIdentifier: any Channel] = [:]
    var isOver = false
  }

  private let state = Mutex(State())

  func add(_ channel: any Channel, servedBy task: Task<Void, Never>) {
    let isOver = state.withLock { state in
      state.channels[ObjectIdentifier(channel)] = channel
      return state.isOver
    }
    channel.closeFuture.whenComplete { [self] _ in
      task.cancel()
      state.withLock { _ = $0.channels.removeValue(forKey: ObjectIdentifier(channel)) }
    }
    if isOver { channel.close(promise: nil) }
  }

  /// Closes all of them, and each that still comes.
  func close() {
    let open = state.withLock { state in
      state.isOver = true
      return Array(state.channels.values)
    }
    for channel in open { channel.close(promise: nil) }
  }
}

/// A request as it came.
private struct Arrival {
  let head: HTTPRequestHead
  /// All of it; `nil` where it is too large to be read.
  let body: ByteBuffer?

  /// The largest body that is taken, in bytes.
  private static let maximumBody = 64 * 1024 * 1024

  /// The headers, their names in lower case; the first of two of the same name counts.
  var headers: [String: String] {
    Dictionary(
      head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { first, _ in first }
    )
  }

  /// The next request of a connection; `nil` at its end. A body that waits to be asked for is asked for.
  static func next(
    from parts: inout NIOAsyncChannelInboundStream<HTTPServerRequestPart>.AsyncIterator,
    _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
  ) async throws -> Arrival? {
    guard case .head(let head)? = try await parts.next() else { return nil }
    if head.headers[canonicalForm: "expect"].contains(where: { $0.lowercased() == "100-continue" })
    {
      try await outbound.write(.head(HTTPResponseHead(version: .http1_1, status: .continue)))
    }
    var body = ByteBuffer()
    while let part = try await parts.next() {
      switch part {
      case .head: return nil
      case .body(var piece):
        guard body.readableBytes + piece.readableBytes <= maximumBody else {
          return Arrival(head: head, body: nil)
        }
        body.writeBuffer(&piece)
      case .end: return Arrival(head: head, body: body)
      }
    }
    return nil
  }
}

/// What is written of an answer.
private struct Answer {
  let response: SCIM.HTTPResponse
  let delivery: SandboxReply.Delivery
  /// Whether the whole request was read, so that another one can follow.
  let isRead: Bool

  init(
    _ response: SCIM.HTTPResponse, _ delivery: SandboxReply.Delivery = .whole, isRead: Bool = true
  ) {
    self.response = response
    self.delivery = delivery
    self.isRead = isRead
  }

  var endsConnection: Bool { delivery != .whole || !isRead }

  /// The parts. The whole body is promised, also where half of it follows.
  func parts(for request: HTTPRequestHead) -> [HTTPServerResponsePart] {
    if delivery == .none { return [] }
    var head = HTTPResponseHead(
      version: .http1_1, status: HTTPResponseStatus(statusCode: response.status))
    for (name, value) in response.headers { head.headers.add(name: name, value: value) }
    head.headers.replaceOrAdd(name: "content-length", value: String(response.body.count))
    head.headers.replaceOrAdd(
      name: "date", value: DateTime.longText(Date().timeIntervalSince1970, zone: "GMT"))
    if !request.isKeepAlive || !isRead { head.headers.add(name: "connection", value: "close") }
    let isCut = delivery == .truncated
    let body = isCut ? response.body.prefix(response.body.count / 2) : response.body[...]
    var parts = [HTTPServerResponsePart.head(head)]
    if request.method != .HEAD { parts.append(.body(.byteBuffer(ByteBuffer(bytes: body)))) }
    if !isCut { parts.append(.end(nil)) }
    return parts
  }
}
