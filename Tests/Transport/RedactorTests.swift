import Foundation
import Testing
import Transport

@Suite("A token is removed from texts") struct RedactorTests {
  @Test(arguments: [
    ("nothing here", "nothing here"),
    ("", ""),
    (secret, "<hidden>"),
    ("a \(secret) b \(secret)", "a <hidden> b <hidden>"),
    ("\(secret)\(secret)", "<hidden><hidden>"),
    ("?t=s3cr3t%2Ftoken%2Bwith%3Dsigns&x", "?t=<hidden>&x"),
    ("?t=s3cr3t%2ftoken%2bwith%3dsigns&x", "?t=<hidden>&x"),
    ("{\"d\":\"s3cr3t\\/token+with=signs\"}", "{\"d\":\"<hidden>\"}"),
    ("s3cr3t/token+with=sign", "s3cr3t/token+with=sign"),
    ("zoë \(secret) 👩‍💻", "zoë <hidden> 👩‍💻"),
  ])
  func inEveryForm(_ text: String, _ cleaned: String) throws {
    #expect(Redactor(try Token(secret)).clean(text) == cleaned)
  }

  @Test(arguments: ["", "u", "us", "usr", "Bearer ", "user:"], ["", "\n", ":x", "@@@"])
  func inBase64(_ before: String, _ after: String) throws {
    let data = Data((before + secret + after).utf8)
    for encoded in [
      data.base64EncodedString(),
      data.base64EncodedString().replacingOccurrences(of: "+", with: "-")
        .replacingOccurrences(of: "/", with: "_"),
    ] {
      let cleaned = Redactor(try Token(secret)).clean("Basic \(encoded) end")
      #expect(cleaned.contains("<hidden>"))
      // What is left at the ends shares its letters with the neighbours: two bytes at the most.
      let left = cleaned.replacingOccurrences(of: "<hidden>", with: "").utf8.count
      #expect(left <= "Basic  end".utf8.count + (before + after).utf8.count * 4 / 3 + 8)
    }
  }

  @Test func withoutATokenNothingChanges() {
    #expect(Redactor(nil).clean("a token") == "a token")
  }

  @Test func aLongTextIsSearchedInTime() throws {
    let redactor = Redactor(try Token(secret))
    let bytes = [UInt8](repeating: UInt8(ascii: "s"), count: 4 << 20) + Array(secret.utf8)
    let start = ContinuousClock.now
    let cleaned = redactor.clean(bytes)
    #expect(cleaned.count == 4 << 20 + Redactor.mark.utf8.count)
    #expect(start.duration(to: .now) < .seconds(30))
  }
}
