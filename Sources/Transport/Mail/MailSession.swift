import Foundation
import NIOCore

/// One talk with a mail server, from its greeting to the message that it took.
struct MailSession {
  var input: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
  let output: NIOAsyncChannelOutboundWriter<ByteBuffer>
  /// Whether nobody on the way can read it.
  var isEncrypted: Bool
  /// Whether it may go on without that: the server is this host.
  let mayBeClear: Bool
  /// What came and was not read yet.
  private var bytes: [UInt8] = []

  init(
    input: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator,
    output: NIOAsyncChannelOutboundWriter<ByteBuffer>, isEncrypted: Bool, mayBeClear: Bool
  ) {
    self.input = input
    self.output = output
    self.isEncrypted = isEncrypted
    self.mayBeClear = mayBeClear
  }

  /// Sends a message.
  ///
  /// - Parameters:
  ///   - secret: who signs in; `nil`: nobody.
  ///   - encrypt: begins TLS on the connection.
  /// - Returns: the recipients that were refused, where others were not.
  /// - Throws: `MailProblem`, and what the connection throws.
  mutating func send(
    _ message: MailMessage, as secret: (user: String, password: Password)?,
    encrypt: () async throws -> Void
  ) async throws -> [(String, MailReply)] {
    try await expect(220, "the connection", from: hear())
    var abilities = try await greet()
    if !isEncrypted, abilities.contains("STARTTLS") || !mayBeClear {
      guard abilities.contains("STARTTLS") else { throw MailProblem.noEncryption }
      try await expect(220, "STARTTLS", from: ask("STARTTLS"))
      // What stands here already was not encrypted, and would be read as if it had been.
      guard bytes.isEmpty else { throw MailProblem.early }
      try await encrypt()
      isEncrypted = true
      abilities = try await greet()
    }
    if let secret { try await signIn(secret, abilities) }
    let refused = try await hand(over: message)
    // The message is theirs; how the talk ends changes nothing.
    try? await say("QUIT")
    return refused
  }

  /// Says who this is, and gives what the server can do, in capitals.
  private mutating func greet() async throws -> [String] {
    let reply = try await ask("EHLO \(Self.name)")
    try expect(250, "EHLO", from: reply)
    return reply.lines.dropFirst().map { $0.uppercased() }
  }

  private mutating func signIn(
    _ secret: (user: String, password: Password), _ abilities: [String]
  ) async throws {
    let ways = abilities.filter { $0.hasPrefix("AUTH ") || $0.hasPrefix("AUTH=") }
      .flatMap { $0.dropFirst(5).split(separator: " ") }
    let user = Array(secret.user.utf8)
    let password = secret.password.reveal()
    var reply: MailReply
    if ways.contains("PLAIN") {
      reply = try await ask("AUTH PLAIN " + Self.base64([0] + user + [0] + password))
    } else if ways.contains("LOGIN") {
      reply = try await ask("AUTH LOGIN")
      if reply.code == 334 { reply = try await ask(Self.base64(user)) }
      if reply.code == 334 { reply = try await ask(Self.base64(password)) }
    } else {
      throw MailProblem.noSignIn
    }
    // What the server says to that is not repeated: it may repeat the password.
    guard reply.code == 235 else { throw MailProblem.wrongPassword(reply.code) }
  }

  private mutating func hand(over message: MailMessage) async throws -> [(String, MailReply)] {
    try await expect(250, "the sender \(message.from)", from: ask("MAIL FROM:<\(message.from)>"))
    var refused: [(String, MailReply)] = []
    for recipient in message.to {
      let reply = try await ask("RCPT TO:<\(recipient)>")
      if !reply.isPositive { refused.append((recipient, reply)) }
    }
    if let (recipient, reply) = refused.first, refused.count == message.to.count {
      throw MailProblem.refused("the recipient \(recipient)", reply)
    }
    try await expect(354, "the message", from: ask("DATA"))
    try await expect(
      250, "the message", from: ask(Self.dotted(message.bytes) + Array(".\r\n".utf8)))
    return refused
  }

  /// A line that begins with a dot gets another one, so that none ends the message (section 4.5.2).
  static func dotted(_ message: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(message.count + 16)
    var isStart = true
    for byte in message {
      if isStart, byte == UInt8(ascii: ".") { result.append(byte) }
      result.append(byte)
      isStart = byte == UInt8(ascii: "\n")
    }
    return result
  }

  // MARK: - Words

  private func expect(_ code: Int, _ what: String, from reply: MailReply) throws {
    guard reply.code == code else { throw MailProblem.refused(what, reply) }
  }

  private func say(_ line: String) async throws {
    try await output.write(ByteBuffer(string: line + "\r\n"))
  }

  private mutating func ask(_ line: String) async throws -> MailReply {
    try await say(line)
    return try await hear()
  }

  private mutating func ask(_ bytes: [UInt8]) async throws -> MailReply {
    try await output.write(ByteBuffer(bytes: bytes))
    return try await hear()
  }

  private mutating func hear() async throws -> MailReply {
    while true {
      if let reply = try MailReply.take(from: &bytes) { return reply }
      guard let piece = try await input.next() else { throw MailProblem.ended }
      bytes += piece.readableBytesView
    }
  }

  private static func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }

  /// What this host is called; an address where its name is none that mail knows.
  private static var name: String {
    var buffer = [CChar](repeating: 0, count: 256)
    guard gethostname(&buffer, buffer.count - 1) == 0 else { return "[127.0.0.1]" }
    let name = String(
      decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let isName =
      !name.isEmpty
      && name.utf8.allSatisfy { byte in
        byte < 0x80
          && (Character(UnicodeScalar(byte)).isLetter || Character(UnicodeScalar(byte)).isNumber)
          || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
      }
    return isName ? name : "[127.0.0.1]"
  }
}
