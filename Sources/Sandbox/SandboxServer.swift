import Hummingbird
import Logging
import NIOCore
import SCIM

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
  private let service: any SandboxService

  /// The largest body that is taken, in bytes.
  private static let maximumBody = 64 * 1024 * 1024

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
    let service = service
    let application = Application(
      responder: CallbackResponder { request, context in
        try await Self.respond(to: request, context, service)
      },
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
      onServerRunning: { channel in
        let port = channel.localAddress?.port ?? port
        let baseURL = "http://127.0.0.1:\(port)\(service.basePath)"
        await service.isListening(at: baseURL)
        await onListening(port, baseURL)
      },
      logger: Logger(label: "sandbox") { _ in SwiftLogNoOpLogHandler() })
    try await application.run()
  }

  private static func respond(
    to request: Request, _ context: SandboxContext, _ service: any SandboxService
  ) async throws -> Response {
    let target = request.uri.string
    let basePath = service.basePath
    guard target == basePath || target.hasPrefix(basePath + "/") || target.hasPrefix(basePath + "?")
    else {
      return response(
        .init(status: 404, body: Array("The base path is \(basePath).".utf8)))
    }
    let body = try await request.body.collect(upTo: maximumBody)
    let reply = await service.respond(
      to: SandboxRequest(
        request.method.rawValue, String(target.dropFirst(basePath.count)),
        headers: headers(request), body: Array(body.readableBytesView)))
    if reply.delay > 0 { try await Task.sleep(for: .seconds(reply.delay)) }
    switch reply.delivery {
    case .whole: return response(reply.response)
    case .truncated: return truncated(reply.response, context)
    case .none:
      try await context.channel.close()
      return response(reply.response)
    }
  }

  private static func headers(_ request: Request) -> [String: String] {
    Dictionary(
      request.headers.map { ($0.name.canonicalName, $0.value) },
      uniquingKeysWith: { first, _ in first })
  }

  private static func response(_ answer: SCIM.HTTPResponse) -> Response {
    Response(
      status: .init(code: answer.status), headers: fields(answer),
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: answer.body)))
  }

  /// Promises the whole body, writes half of it and closes the connection.
  private static func truncated(
    _ answer: SCIM.HTTPResponse, _ context: SandboxContext
  ) -> Response {
    let half = ByteBuffer(bytes: answer.body.prefix(answer.body.count / 2))
    return Response(
      status: .init(code: answer.status), headers: fields(answer),
      body: ResponseBody(contentLength: answer.body.count) { writer in
        try await writer.write(half)
        try await context.channel.close()
      })
  }

  private static func fields(_ answer: SCIM.HTTPResponse) -> HTTPFields {
    var fields = HTTPFields()
    for (name, value) in answer.headers {
      if let name = HTTPFields.Element.Name(name) { fields[name] = value }
    }
    return fields
  }
}

/// A request's context that knows the connection, so that it can be closed.
private struct SandboxContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = CoreRequestContextStorage(source: source)
    channel = source.channel
  }
}
