import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A request as the test server got it.
struct Received: Sendable {
  var method: String
  var path: String
  var headers: [String: String]
  var body: String
  /// Which connection brought it, counted from 1, and as which request of that connection.
  var connection: Int
  var turn: Int
}

/// What the test server does with a request.
enum Reply: Sendable {
  case answer(Int, headers: [String: String] = [:], body: String = "")
  /// An answer of bytes that are no text.
  case bytes([UInt8], status: Int = 200, headers: [String: String])
  /// Answers as if the connection were to stay, then closes it.
  case answerAndClose(Int)
  case silence
  case close
  case reset
  /// Announces so many bytes and closes after this text.
  case truncated(length: Int, body: String)
  /// An answer of so many bytes, without its length in the head.
  case endless(bytes: Int)
}

/// A server on loopback whose replies the test writes, and which remembers what it got.
final class LoopbackServer: Sendable {
  private struct State {
    var connections = 0
    var open = 0
    var received: [Received] = []
  }

  private let state = Mutex(State())
  private let channel = Mutex<(any Channel)?>(nil)

  /// A server of HTTP; with a certificate and its key, of HTTPS.
  static func start(
    tls: (certificate: String, key: String)? = nil,
    _ reply: @escaping @Sendable (Received) -> Reply
  ) async throws -> LoopbackServer {
    let server = LoopbackServer()
    let context = try tls.map { files in
      let chain = try NIOSSLCertificate.fromPEMFile(files.certificate)
      return try NIOSSLContext(
        configuration: .makeServerConfiguration(
          certificateChain: chain.map { .certificate($0) },
          privateKey: .privateKey(try NIOSSLPrivateKey(file: files.key, format: .pem))))
    }
    try await server.bind { channel in
      channel.eventLoop.makeCompletedFuture {
        if let context {
          try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: context))
        }
        try channel.pipeline.syncOperations.configureHTTPServerPipeline(withErrorHandling: false)
        try channel.pipeline.syncOperations.addHandler(
          ReplyHandler(server: server, connection: server.opened(channel), reply: reply))
      }
    }
    return server
  }

  /// A server that answers the n-th piece of any text with the n-th of these.
  static func start(saying texts: [String]) async throws -> LoopbackServer {
    let server = LoopbackServer()
    try await server.bind { channel in
      channel.eventLoop.makeCompletedFuture {
        try channel.pipeline.syncOperations.addHandler(
          ScriptHandler(server: server, connection: server.opened(channel), texts: texts))
      }
    }
    return server
  }

  private func bind(
    _ initializer: @escaping @Sendable (any Channel) -> EventLoopFuture<Void>
  ) async throws {
    let bound = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
      .childChannelInitializer(initializer)
      .bind(host: "127.0.0.1", port: 0).get()
    channel.withLock { $0 = bound }
  }

  private func opened(_ channel: any Channel) -> Int {
    channel.closeFuture.whenComplete { _ in self.state.withLock { $0.open -= 1 } }
    return state.withLock {
      $0.connections += 1
      $0.open += 1
      return $0.connections
    }
  }

  fileprivate func note(_ request: Received) {
    state.withLock { $0.received.append(request) }
  }

  var port: Int { channel.withLock { $0?.localAddress?.port ?? 0 } }
  /// Where the server is; it listens on 127.0.0.1 only.
  var url: String { "http://127.0.0.1:\(port)" }
  var received: [Received] { state.withLock { $0.received } }
  var connections: Int { state.withLock { $0.connections } }

  /// Waits until the clients have closed their ends of all connections.
  func allClosed() async throws {
    while state.withLock({ $0.open > 0 }) { try await Task.sleep(for: .milliseconds(5)) }
  }

  func stop() async throws {
    try await channel.withLock { $0 }?.close()
  }
}

private final class ReplyHandler: ChannelInboundHandler {
  typealias InboundIn = HTTPServerRequestPart
  typealias OutboundOut = HTTPServerResponsePart

  private let server: LoopbackServer
  private let connection: Int
  private let reply: @Sendable (Received) -> Reply
  private var turn = 0
  private var head: HTTPRequestHead?
  private var body = ByteBuffer()

  init(server: LoopbackServer, connection: Int, reply: @escaping @Sendable (Received) -> Reply) {
    self.server = server
    self.connection = connection
    self.reply = reply
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    switch unwrapInboundIn(data) {
    case .head(let head):
      self.head = head
      body.clear()
    case .body(var part): body.writeBuffer(&part)
    case .end:
      guard let head else { return }
      turn += 1
      let request = Received(
        method: head.method.rawValue, path: head.uri,
        headers: Dictionary(
          head.headers.map { ($0.name.lowercased(), $0.value) }, uniquingKeysWith: { $0 + "," + $1 }
        ),
        body: String(buffer: body), connection: connection, turn: turn)
      server.note(request)
      answer(reply(request), context)
    }
  }

  private func answer(_ reply: Reply, _ context: ChannelHandlerContext) {
    switch reply {
    case .answer(let status, let headers, let body):
      write(status, headers, body, context)
    case .bytes(let bytes, let status, var headers):
      if status != 204 { headers["content-length"] = String(bytes.count) }
      writeHead(status, headers, context)
      context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(bytes: bytes)))), promise: nil)
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    case .answerAndClose(let status):
      write(status, [:], "", context)
      context.close(mode: .output, promise: nil)
    case .silence: break
    case .close: context.close(promise: nil)
    case .reset:
      // Without time to linger, closing sends a reset.
      let socket = context.channel as? any SocketOptionProvider
      _ = socket?.setSoLinger(linger(l_onoff: 1, l_linger: 0))
      context.close(promise: nil)
    case .truncated(let length, let body):
      writeHead(200, ["content-length": String(length)], context)
      context.writeAndFlush(
        wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
      context.close(promise: nil)
    case .endless(let bytes):
      writeHead(200, [:], context)
      let piece = ByteBuffer(repeating: 0x20, count: 1024)
      for _ in 0..<(bytes / 1024) {
        context.write(wrapOutboundOut(.body(.byteBuffer(piece))), promise: nil)
      }
      context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }
  }

  private func write(
    _ status: Int, _ headers: [String: String], _ body: String, _ context: ChannelHandlerContext
  ) {
    var headers = headers
    if status != 204 { headers["content-length"] = String(body.utf8.count) }
    writeHead(status, headers, context)
    context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
    context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
  }

  private func writeHead(
    _ status: Int, _ headers: [String: String], _ context: ChannelHandlerContext
  ) {
    let head = HTTPResponseHead(
      version: .http1_1, status: .init(statusCode: status), headers: HTTPHeaders(headers.map { $0 })
    )
    context.write(wrapOutboundOut(.head(head)), promise: nil)
  }

  /// The client has closed its end.
  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case ChannelEvent.inputClosed = event { context.close(promise: nil) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}

private final class ScriptHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let server: LoopbackServer
  private let connection: Int
  private let texts: [String]
  private var turn = 0

  init(server: LoopbackServer, connection: Int, texts: [String]) {
    self.server = server
    self.connection = connection
    self.texts = texts
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    turn += 1
    server.note(
      Received(
        method: "", path: "", headers: [:], body: String(buffer: unwrapInboundIn(data)),
        connection: connection, turn: turn))
    guard turn <= texts.count else { return }
    context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: texts[turn - 1])), promise: nil)
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }
}
