import Foundation
import NIOCore
import NIOPosix
import Provisioning
import Synchronization
import TestSupport
import Testing

@testable import Transport

/// Mail servers that refuse, mean harm, or are none.
@Suite struct MailClientTests {
  private static let greeting = "220 mail\r\n"
  private static let hello = "250 mail\r\n"

  private let message = MailMessage(
    from: "usher@example.com", to: ["a@example.com", "b@example.com"], subject: "s", text: "t",
    id: "1", at: 0)

  /// Sends the message to a server that says these, and gives why it did not arrive.
  private func problem(
    of texts: [String], mayBeClear: Bool = true, user: Bool = false
  ) async throws -> (failure: MailClient.Failure?, said: String, place: String) {
    let server = try await ScriptedServer(texts)
    let place = "127.0.0.1:\(server.port)"
    let settings = NotifySettings.Mail(
      from: message.from, to: message.to, user: user ? "usher" : nil,
      password: user ? .environment("P") : nil)
    var client = try MailClient(
      settings, server: "smtp://\(place)",
      resolver: TokenResolver(environment: ["P": "p4ss-w0rd-of-mail"]))
    client.mayBeClear = mayBeClear
    // Beside all other tests a word may take long.
    client.patience = 600
    var failure: MailClient.Failure?
    do throws(MailClient.Failure) {
      try await client.send(message)
    } catch {
      failure = error
    }
    try await server.stop()
    return (failure, server.said, place)
  }

  @Test func aMessageThatIsTakenIsSaidOnce() async throws {
    let result = try await problem(of: [
      Self.greeting, Self.hello, "250 ok\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n",
      "250 ok\r\n",
    ])
    #expect(result.failure == nil, "\(result.failure?.reason ?? "")")
    let lines = result.said.components(separatedBy: "\r\n")
    #expect(lines[0].hasPrefix("EHLO ") && lines[1] == "MAIL FROM:<usher@example.com>")
    #expect(lines[2] == "RCPT TO:<a@example.com>" && lines[3] == "RCPT TO:<b@example.com>")
    #expect(lines[4] == "DATA" && lines.contains("Message-ID: <1@example.com>"))
    #expect(lines.contains("."))
  }

  static let refusals: [(texts: [String], reason: String)] = [
    (["554 go away\r\n"], "HOST refused the connection: 554 go away"),
    (["SSH-2.0-OpenSSH\r\n"], "HOST does not speak SMTP; is the port right"),
    (
      [greeting, hello, "550 no \u{1B}[31m you\r\n"],
      "HOST refused the sender usher@example.com: 550 no \\u{1B}[31m you"
    ),
    (
      [greeting, hello, "250 ok\r\n", "550 who\r\n", "550 who\r\n"],
      "HOST refused the recipient a@example.com: 550 who"
    ),
    (
      [greeting, hello, "250 ok\r\n", "250 ok\r\n", "250 ok\r\n", "354 go\r\n", "452 full\r\n"],
      "HOST refused the message: 452 full"
    ),
  ]

  @Test(arguments: refusals.indices) func aRefusalIsNamed(_ index: Int) async throws {
    let (texts, reason) = Self.refusals[index]
    let result = try await problem(of: texts)
    let failure = try #require(result.failure)
    #expect(
      failure.reason.hasPrefix(reason.replacing("HOST", with: result.place)),
      "\(failure.reason)")
    #expect(!failure.isPartial)
  }

  @Test func oneRecipientWhoIsRefusedKeepsItFromNobodyElse() async throws {
    let result = try await problem(of: [
      Self.greeting, Self.hello, "250 ok\r\n", "550 who\r\n", "250 ok\r\n", "354 go\r\n",
      "250 ok\r\n",
    ])
    let failure = try #require(result.failure)
    #expect(failure.isPartial && failure.reason.hasSuffix("refused a@example.com: 550 who"))
    #expect(result.said.contains("Message-ID"))
  }

  @Test func nothingIsSaidInClearToAServerElsewhere() async throws {
    let result = try await problem(of: [Self.greeting, Self.hello], mayBeClear: false, user: true)
    let failure = try #require(result.failure)
    #expect(
      failure.reason
        == "\(result.place) offers no STARTTLS; use smtps://, or a server that encrypts")
    #expect(!result.said.contains("MAIL") && !result.said.contains("AUTH"))
  }

  @Test func whatIsSlippedInBeforeTheEncryptionIsNotRead() async throws {
    let result = try await problem(of: [
      Self.greeting, "250-mail\r\n250 STARTTLS\r\n", "220 go\r\n250-mail\r\n250 AUTH PLAIN\r\n",
    ])
    let failure = try #require(result.failure)
    #expect(failure.reason.contains("said something in clear"), "\(failure.reason)")
    #expect(!result.said.contains("AUTH"))
  }

  @Test func aPasswordIsInNoError() async throws {
    let secret = Data("\0usher\0p4ss-w0rd-of-mail".utf8).base64EncodedString()
    let result = try await problem(
      of: [Self.greeting, "250-mail\r\n250 AUTH LOGIN PLAIN\r\n", "535 no: \(secret)\r\n"],
      user: true)
    let failure = try #require(result.failure)
    #expect(failure.reason == "\(result.place) refused the user or the password (535)")
    #expect(result.said.contains("AUTH PLAIN \(secret)"))
    let other = try await problem(
      of: [Self.greeting, "250-mail\r\n250 AUTH GSSAPI\r\n"], user: true)
    #expect(other.failure?.reason.contains("offers neither AUTH PLAIN nor AUTH LOGIN") == true)
  }

  @Test func signingInByLOGINWorks() async throws {
    let result = try await problem(
      of: [
        Self.greeting, "250-mail\r\n250 AUTH LOGIN\r\n", "334 VXNlcm5hbWU6\r\n",
        "334 UGFzc3dvcmQ6\r\n", "235 ok\r\n", "250 ok\r\n", "250 ok\r\n", "250 ok\r\n",
        "354 go\r\n", "250 ok\r\n",
      ], user: true)
    #expect(result.failure == nil, "\(result.failure?.reason ?? "")")
    let password = Data("p4ss-w0rd-of-mail".utf8).base64EncodedString()
    #expect(result.said.contains("AUTH LOGIN\r\ndXNoZXI=\r\n\(password)\r\n"))
  }

  @Test func noServerIsNamed() async throws {
    let server = try await ScriptedServer([])
    let port = server.port
    try await server.stop()
    let client = try MailClient(
      .init(from: "a@b", to: ["c@d"]), server: "smtp://127.0.0.1:\(port)",
      resolver: TokenResolver(environment: [:]))
    let failure = await #expect(throws: MailClient.Failure.self) { try await client.send(message) }
    #expect(
      failure?.reason == "nothing listens at 127.0.0.1:\(port) (connection refused)")
  }

  @Test(arguments: [
    ("smtp://m", "m:587"), ("smtps://m", "m:465"), ("SMTP://m:25", "m:25"),
    ("smtp://[::1]", "[::1]:587"), ("smtps://[::1]:99", "[::1]:99"),
  ])
  func aServersAddressIsRead(_ url: String, _ place: String) throws {
    #expect(try MailServer(url).endpoint.name == place)
  }
}

/// Says its first text to whoever connects, and one more to each thing that is said.
private final class ScriptedServer: Sendable {
  private let channel: any Channel
  private let heard = Heard()

  private final class Heard: Sendable {
    let text = Mutex("")
  }

  init(_ texts: [String]) async throws {
    let heard = heard
    channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(Script(texts, heard))
        }
      }
      .bind(host: "127.0.0.1", port: 0).get()
  }

  var port: Int { channel.localAddress?.port ?? 0 }
  /// Everything that the client said.
  var said: String { heard.text.withLock { $0 } }

  func stop() async throws { try await channel.close() }

  private final class Script: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var texts: ArraySlice<String>
    private let heard: Heard

    init(_ texts: [String], _ heard: Heard) {
      self.texts = texts[...]
      self.heard = heard
    }

    func channelActive(context: ChannelHandlerContext) { say(context) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
      let text = String(buffer: unwrapInboundIn(data))
      heard.text.withLock { $0 += text }
      if text.hasSuffix("\r\n") { say(context) }
    }

    private func say(_ context: ChannelHandlerContext) {
      guard let text = texts.popFirst() else { return }
      context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
    }
  }
}
