import Text

/// What a mail server says to a command (RFC 5321, section 4.2).
struct MailReply: Sendable, Hashable {
  /// The three digits.
  let code: Int
  /// What follows them, a line each.
  let lines: [String]

  /// The longest answer that is taken, in bytes.
  static let limit = 1 << 16

  /// Whether the command was done.
  var isPositive: Bool { (200..<300).contains(code) }

  /// As it is told to a person: what the server said is from outside.
  var words: String {
    let text = lines.joined(separator: " ").visible(upTo: 200)
    return text.isEmpty ? String(code) : "\(code) \(text)"
  }

  /// Takes the first whole reply out of what came; `nil` where more must come.
  ///
  /// - Throws: where it is no reply of a mail server.
  static func take(from bytes: inout [UInt8]) throws(MailProblem) -> MailReply? {
    var lines: [String] = []
    var start = bytes.startIndex
    while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
      let isReturned = end > start && bytes[end - 1] == UInt8(ascii: "\r")
      let line = bytes[start..<(isReturned ? end - 1 : end)]
      let digits = line.prefix(3)
      guard digits.count == 3, digits.allSatisfy({ (0x30...0x39).contains($0) }),
        let code = Int(String(decoding: digits, as: UTF8.self)), (200..<600).contains(code)
      else { throw .foreign }
      let mark = line.dropFirst(3).first ?? UInt8(ascii: " ")
      guard mark == UInt8(ascii: " ") || mark == UInt8(ascii: "-") else { throw .foreign }
      lines.append(String(decoding: line.dropFirst(4), as: UTF8.self))
      start = end + 1
      if mark == UInt8(ascii: " ") {
        bytes.removeFirst(start)
        return MailReply(code: code, lines: lines)
      }
    }
    guard bytes.count <= limit else { throw .foreign }
    return nil
  }
}

/// Why a message was not taken. No case holds a password.
enum MailProblem: Error, Hashable {
  /// What came is not said by a mail server.
  case foreign
  /// The connection ended.
  case ended
  /// A command was refused.
  case refused(String, MailReply)
  /// The server does not encrypt.
  case noEncryption
  /// The server said something before it could be said in secret.
  case early
  /// The server offers no way to sign in that is known here.
  case noSignIn
  /// The name and the password were refused.
  case wrongPassword(Int)

  /// What happened and what to do, as the end of a sentence that begins with the server's name.
  var words: String {
    switch self {
    case .foreign:
      "does not speak SMTP; is the port right (587 for smtp://, 465 for smtps://)?"
    case .ended: "closed the connection before it took the message"
    case .refused(let what, let reply): "refused \(what): \(reply.words)"
    case .noEncryption:
      "offers no STARTTLS; use smtps://, or a server that encrypts"
    case .early:
      "said something in clear that belongs into the encrypted part; somebody may listen in"
    case .noSignIn: "offers neither AUTH PLAIN nor AUTH LOGIN; remove `user`, or ask its admin"
    case .wrongPassword(let code): "refused the user or the password (\(code))"
    }
  }
}
