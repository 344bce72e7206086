import Foundation
import Text

/// A message of plain text, as it goes to a mail server (RFC 5322).
public struct MailMessage: Sendable {
  /// The sender's address.
  public let from: String
  /// Who gets it.
  public let to: [String]
  private let subject: String
  private let text: String
  private let id: String
  private let at: Double

  /// The longest line of a header or the body that is written, in bytes (RFC 5322, section 2.1.1).
  private static let lineLength = 76

  /// - Parameters:
  ///   - id: what tells it from others; the same message sent again keeps it.
  ///   - at: when it was written, in seconds since 1970.
  public init(
    from: String, to: [String], subject: String, text: String, id: String, at: Double
  ) {
    self.from = from
    self.to = to
    self.subject = subject
    self.text = text
    self.id = id
    self.at = at
  }

  /// The whole message, its lines ended by CR LF.
  public var bytes: [UInt8] {
    let domain = from.split(separator: "@").last ?? "localhost"
    let headers = [
      "From: \(Self.oneLine(from))",
      "To: \(to.map(Self.oneLine).joined(separator: ",\r\n "))",
      "Subject: \(Self.encoded(subject))",
      "Date: \(DateTime.longText(at, zone: "+0000"))",
      "Message-ID: <\(Self.oneLine("\(id)@\(domain)"))>",
      "MIME-Version: 1.0",
      "Content-Type: text/plain; charset=utf-8",
      "Content-Transfer-Encoding: quoted-printable",
      // No holiday greeting answers it (RFC 3834).
      "Auto-Submitted: auto-generated",
    ]
    return Array((headers.joined(separator: "\r\n") + "\r\n\r\n" + Self.quoted(text)).utf8)
  }

  /// A value that cannot begin another header.
  private static func oneLine(_ value: String) -> String {
    String(
      String.UnicodeScalarView(value.unicodeScalars.filter { (0x20...0x7E).contains($0.value) }))
  }

  /// A subject; what is not plain ASCII stands in encoded words (RFC 2047), whole characters in each.
  static func encoded(_ subject: String) -> String {
    if subject.isPlain, !subject.contains("=?"), subject.utf8.count <= lineLength { return subject }
    // 75 bytes a word at most, of which 12 are `=?utf-8?B?` and `?=`; four letters carry three bytes.
    let room = 63 / 4 * 3
    var words: [String] = []
    var rest = subject
    while !rest.isEmpty {
      let piece = rest.cut(toBytes: room)
      words.append("=?utf-8?B?\(Data(piece.utf8).base64EncodedString())?=")
      rest = String(rest.unicodeScalars.dropFirst(piece.unicodeScalars.count))
    }
    return words.joined(separator: "\r\n ")
  }

  /// Text in quoted-printable (RFC 2045, section 6.7).
  static func quoted(_ text: String) -> String {
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
    return lines.map { line in
      var result = ""
      var column = 0
      let bytes = Array(line.utf8)
      for (index, byte) in bytes.enumerated() {
        let isLast = index == bytes.count - 1
        let isBare =
          (0x21...0x7E).contains(byte) && byte != UInt8(ascii: "=") || byte == 0x20 && !isLast
        let piece =
          isBare
          ? String(UnicodeScalar(byte)) : "=" + String(byte, radix: 16, uppercase: true).leftPadded
        // Room stays for the mark of a line that goes on.
        if column + piece.utf8.count > lineLength - 1 {
          result += "=\r\n"
          column = 0
        }
        result += piece
        column += piece.utf8.count
      }
      return result + "\r\n"
    }.joined()
  }
}

extension String {
  /// Two hexadecimal digits.
  fileprivate var leftPadded: String { utf8.count == 1 ? "0" + self : self }
}
