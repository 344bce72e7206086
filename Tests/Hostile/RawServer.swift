import NIOCore
import NIOPosix
import Synchronization

/// One thing that a server does on its connection.
enum Step: Sendable {
  /// Sends these bytes.
  case send([UInt8])
  /// Sends these bytes again and again until the other side closes, as fast as they are taken.
  case flood([UInt8])
  /// The same, but so many milliseconds apart.
  case drip([UInt8], every: Int64)
  /// Closes the connection.
  case close
}

/// A request as it came, without its headers.
struct RawRequest: Sendable {
  var method: String
  var target: String
  /// The whole head, as it came.
  var head: String
  var body: String
}

/// A server on loopback that sends whatever bytes the test says, and remembers what it got.
final class RawServer: Sendable {
  typealias Answer = @Sendable (RawRequest) -> [Step]

  private let channel = Mutex<(any Channel)?>(nil)
  private let requests = Mutex<[RawRequest]>([])
  private let taken = Mutex(0)

  /// Starts to listen.
  static func start(_ answer: @escaping Answer) async throws -> RawServer {
    let server = RawServer()
    let bound = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(ChannelOptions.socketOption(.so_reuseaddr), value: 1)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(
            RawHandler(
              answer: { server.note($0, answer) },
              taken: { bytes in server.taken.withLock { $0 = max($0, bytes) } }))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
    server.channel.withLock { $0 = bound }
    return server
  }

  private func note(_ request: RawRequest, _ answer: Answer) -> [Step] {
    requests.withLock { $0.append(request) }
    return answer(request)
  }

  /// How many bytes of a flood were taken from it at most, on one connection.
  var mostTaken: Int { taken.withLock { $0 } }

  /// What it got, oldest first.
  var received: [RawRequest] { requests.withLock { $0 } }

  /// The base URL.
  var url: String {
    "http://127.0.0.1:\(channel.withLock { $0?.localAddress?.port ?? 0 })/scim"
  }

  /// Stops to listen.
  func stop() async throws { try await channel.withLock { $0 }?.close() }
}

private final class RawHandler: ChannelInboundHandler {
  typealias InboundIn = ByteBuffer
  typealias OutboundOut = ByteBuffer

  private let answer: @Sendable (RawRequest) -> [Step]
  private let taken: @Sendable (Int) -> Void
  private var input: [UInt8] = []

  init(
    answer: @escaping @Sendable (RawRequest) -> [Step], taken: @escaping @Sendable (Int) -> Void
  ) {
    self.answer = answer
    self.taken = taken
  }

  func channelRead(context: ChannelHandlerContext, data: NIOAny) {
    input += unwrapInboundIn(data).readableBytesView
    while let request = next() { perform(answer(request)[...], context.channel, taken) }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    context.close(promise: nil)
  }

  /// Takes one whole request from what came.
  private func next() -> RawRequest? {
    let end = Array("\r\n\r\n".utf8)
    guard let headEnd = input.indices.first(where: { input[$0...].starts(with: end) })
    else { return nil }
    let head = String(decoding: input[..<headEnd], as: UTF8.self)
    let lines = head.split(separator: "\r\n")
    let length =
      lines.compactMap { line -> Int? in
        let parts = line.split(separator: ":", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "content-length" else { return nil }
        return Int(parts[1].trimmingPrefix(while: \.isWhitespace))
      }.first ?? 0
    let bodyStart = headEnd + end.count
    guard input.count >= bodyStart + length else { return nil }
    let body = String(decoding: input[bodyStart..<bodyStart + length], as: UTF8.self)
    input.removeFirst(bodyStart + length)
    let words = lines.first?.split(separator: " ").map(String.init) ?? []
    return RawRequest(
      method: words.first ?? "", target: words.dropFirst().first ?? "", head: head, body: body)
  }
}

/// Does the steps, one after the other is done; those after a `flood` or a `drip` never come.
private func perform(
  _ steps: ArraySlice<Step>, _ channel: any Channel, _ taken: @escaping @Sendable (Int) -> Void
) {
  guard let step = steps.first else { return }
  switch step {
  case .send(let bytes):
    channel.writeAndFlush(ByteBuffer(bytes: bytes)).whenSuccess {
      perform(steps.dropFirst(), channel, taken)
    }
  case .flood(let bytes):
    flood(ByteBuffer(bytes: bytes), channel, pause: .zero, sent: 0, taken)
  case .drip(let bytes, let pause):
    flood(ByteBuffer(bytes: bytes), channel, pause: .milliseconds(pause), sent: 0, taken)
  case .close: channel.close(promise: nil)
  }
}

private func flood(
  _ bytes: ByteBuffer, _ channel: any Channel, pause: TimeAmount, sent: Int,
  _ taken: @escaping @Sendable (Int) -> Void
) {
  channel.writeAndFlush(bytes).whenSuccess {
    let sent = sent + bytes.readableBytes
    taken(sent)
    // Not at once: a write that is done at once would go on deeper and deeper.
    channel.eventLoop.scheduleTask(in: pause) {
      flood(bytes, channel, pause: pause, sent: sent, taken)
    }
  }
}
