import Foundation
import Testing

@testable import Transport

/// A message as it is written.
@Suite struct MailMessageTests {
  private func lines(_ message: MailMessage) -> [String] {
    String(decoding: message.bytes, as: UTF8.self).components(separatedBy: "\r\n")
  }

  @Test func theWholeIsAsMailHasIt() {
    let message = MailMessage(
      from: "usher@example.com", to: ["a@example.com", "b@example.com"], subject: "usher: 3 wait",
      text: "netskope: 3 wait.\n\n    usher tasks list\n", id: "5b7f", at: 784_111_777)
    #expect(
      lines(message) == [
        "From: usher@example.com", "To: a@example.com,", " b@example.com", "Subject: usher: 3 wait",
        "Date: Sun, 06 Nov 1994 08:49:37 +0000", "Message-ID: <5b7f@example.com>",
        "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: quoted-printable", "Auto-Submitted: auto-generated", "",
        "netskope: 3 wait.", "", "    usher tasks list", "", "",
      ])
  }

  @Test func nothingBeginsAHeaderOfItsOwn() {
    let message = MailMessage(
      from: "a@b\r\nBcc: x@y", to: ["c@d\nBcc: x@y"], subject: "s\r\nBcc: x@y\r\n\r\ntext",
      text: "t", id: "1\r\nBcc: x@y", at: 0)
    let head = lines(message).prefix { !$0.isEmpty }
    #expect(!head.contains { $0.lowercased().hasPrefix("bcc") }, "\(head)")
    #expect(head.count == 9)
  }

  @Test(arguments: [
    "Prüfung von größeren Änderungen", "日本語の件名がここに書かれています。とても長い件名です。続きます。",
    "plain, but so long that it has to be broken into several lines, since it goes on and on",
    "=?utf-8?B?no?=", "👩‍👩‍👧‍👦 family",
  ])
  func aSubjectReadsBack(_ subject: String) {
    let words = MailMessage.encoded(subject).components(separatedBy: "\r\n ")
    #expect(words.allSatisfy { $0.utf8.count <= 75 })
    let bytes = words.map { word -> Data in
      #expect(word.hasPrefix("=?utf-8?B?") && word.hasSuffix("?="))
      let data = Data(base64Encoded: String(word.dropFirst(10).dropLast(2))) ?? Data()
      #expect(String(data: data, encoding: .utf8) != nil, "a character was cut")
      return data
    }
    #expect(String(decoding: bytes.flatMap { $0 }, as: UTF8.self) == subject)
  }

  @Test(arguments: [
    ("a=b", "a=3Db\r\n"), ("ü", "=C3=BC\r\n"), ("end ", "end=20\r\n"), ("a b", "a b\r\n"),
    ("tab\t.", "tab=09.\r\n"), ("\u{0}\u{1B}[31m", "=00=1B[31m\r\n"),
    (
      String(repeating: "x", count: 80),
      String(repeating: "x", count: 75) + "=\r\n" + "xxxxx\r\n"
    ),
    (
      String(repeating: "x", count: 74) + "ü",
      String(repeating: "x", count: 74) + "=\r\n=C3=BC\r\n"
    ),
  ])
  func textIsQuoted(_ text: String, _ expected: String) {
    #expect(MailMessage.quoted(text) == expected)
  }

  @Test func noLineEndsTheMessage() {
    let dotted = MailSession.dotted(Array("a\r\n.\r\n..b\r\n".utf8))
    #expect(String(decoding: dotted, as: UTF8.self) == "a\r\n..\r\n...b\r\n")
  }

  @Test func aReplyMayHaveLinesAndComeInPieces() throws {
    var bytes = Array("250-mail\r\n250-AUTH PLAIN\r\n25".utf8)
    #expect(try MailReply.take(from: &bytes) == nil)
    bytes += Array("0 SIZE\r\n354 go".utf8)
    #expect(
      try MailReply.take(from: &bytes)
        == MailReply(code: 250, lines: ["mail", "AUTH PLAIN", "SIZE"]))
    #expect(bytes == Array("354 go".utf8))
  }

  @Test(arguments: ["HTTP/1.1 400\r\n", "25 x\r\n", "250_x\r\n", "999 x\r\n", "\r\n"])
  func whatIsNoReplyIsRefused(_ text: String) {
    #expect(throws: MailProblem.foreign) {
      var bytes = Array(text.utf8)
      _ = try MailReply.take(from: &bytes)
    }
  }
}
