import NIOCore
import NIOHTTP1
import NIOPosix

/// A small HTTP server for one page that monitoring reads. Each connection gets one answer, and no
/// longer than ten seconds to ask for it.
public struct PageServer: Sendable {
  /// A page.
  public struct Page: Sendable {
    /// Its media type.
    public var contentType: String
    /// Its text.
    public var text: String

    /// A page.
    public init(contentType: String, text: String) {
      self.contentType = contentType
      self.text = text
    }
  }

  /// Why it cannot listen.
  public struct Unavailable: Error {
    /// What is wrong, as the end of a sentence.
    public let reason: String
  }

  private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

  private static let patience = TimeAmount.seconds(10)

  private let path: String
  private let page: @Sendable (_ accept: String) async throws -> Page

  /// - Parameters:
  ///   - path: where the page is.
  ///   - page: makes the page for whoever accepts these media types; what it throws is told to nobody.
  public init(_ path: String, page: @escaping @Sendable (_ accept: String) async throws -> Page) {
    self.path = path
    self.page = page
  }

  /// Listens until the task is cancelled.
  ///
  /// - Parameters:
  ///   - port: 0 takes a free one.
  ///   - onListening: gets the port once requests can come.
  /// - Throws: ``Unavailable`` where it cannot listen.
  public func run(
    host: String, port: Int, onListening: @Sendable (_ port: Int) -> Void
  ) async throws {
    let server = try await listen(host, port)
    onListening(server.localAddress?.port ?? port)
    try await withTaskCancellationHandler {
      try await server.closeFuture.get()
    } onCancel: {
      server.close(promise: nil)
    }
  }

  private func listen(_ host: String, _ port: Int) async throws -> any Channel {
    do {
      return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
        .childChannelInitializer { channel in
          channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.configureHTTPServerPipeline(
              withPipeliningAssistance: false)
            channel.eventLoop.scheduleTask(in: Self.patience) { channel.close(promise: nil) }
            // Served from here on: a connection that nobody takes up would end the program.
            let connection = try Connection(wrappingChannelSynchronously: channel)
            Task { await serve(connection) }
          }
        }
        .bind(host: host, port: port).get()
    } catch let error as IOError {
      let why = error.errnoCode == 98 ? "the port is in use" : "the address cannot be used"
      throw Unavailable(reason: why)
    } catch {
      throw Unavailable(reason: "the address cannot be used")
    }
  }

  /// Answers one request; a connection that breaks is nobody's business.
  private func serve(_ connection: Connection) async {
    try? await connection.executeThenClose { inbound, outbound in
      for try await part in inbound {
        guard case .head(let head) = part else { continue }
        try await answer(head, outbound)
        return
      }
    }
  }

  private func answer(
    _ head: HTTPRequestHead, _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
  ) async throws {
    let target = head.uri.split(separator: "?", omittingEmptySubsequences: false).first ?? ""
    if target != path {
      return try await send(.notFound, Self.plain("the page is at \(path)\n"), head, outbound)
    }
    guard head.method == .GET || head.method == .HEAD else {
      return try await send(.methodNotAllowed, Self.plain("only GET\n"), head, outbound)
    }
    do {
      let page = try await page(head.headers[canonicalForm: "accept"].joined(separator: ","))
      try await send(.ok, page, head, outbound)
    } catch {
      try await send(.serviceUnavailable, Self.plain("not now\n"), head, outbound)
    }
  }

  private static func plain(_ text: String) -> Page {
    Page(contentType: "text/plain; charset=utf-8", text: text)
  }

  private func send(
    _ status: HTTPResponseStatus, _ page: Page, _ head: HTTPRequestHead,
    _ outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
  ) async throws {
    let body = ByteBuffer(string: page.text)
    let headers: HTTPHeaders = [
      "Content-Type": page.contentType, "Content-Length": "\(body.readableBytes)",
      "Connection": "close",
    ]
    try await outbound.write(
      .head(HTTPResponseHead(version: .http1_1, status: status, headers: headers)))
    if head.method != .HEAD { try await outbound.write(.body(.byteBuffer(body))) }
    try await outbound.write(.end(nil))
  }
}
