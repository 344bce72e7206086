import Provisioning
import Testing

@testable import Directories

/// A file is read in the encoding that it says, or that somebody names.
@Suite struct EncodingTests {
  private static let text = "username,title\r\nännchen,\"Straße €5 👩‍💻\n,\"\r\n"
  private static let lines = ["ännchen title=Straße €5 👩‍💻\n,"]

  private static func utf16(_ text: String, big: Bool, mark: Bool = true) -> [UInt8] {
    let units = (mark ? [0xFEFF] : []) + Array(text.utf16)
    return units.flatMap { unit -> [UInt8] in
      let bytes = [UInt8(unit & 0xFF), UInt8(unit >> 8)]
      return big ? bytes.reversed() : bytes
    }
  }

  @Test(arguments: [true, false], [1, 2, 3, 5, 4096])
  func utf16(big: Bool, chunk: Int) {
    let marked = Reading(Self.utf16(Self.text, big: big), as: .csv, chunk: chunk)
    #expect(marked.lines == Self.lines)
    #expect(marked.problems == [])
    let options = ReadingOptions(encoding: .utf16)
    let bare = Self.utf16(Self.text, big: big, mark: false)
    #expect(Reading(bare, as: .csv, chunk: chunk, options: options).lines == Self.lines)
    let json = Self.utf16(#"{"username":"ännchen"}"#, big: big)
    #expect(Reading(json, as: .jsonl, chunk: chunk).lines == ["ännchen"])
  }

  @Test(arguments: [1, 4096])
  func windows1252(chunk: Int) {
    let bytes = Array("username;title\nann;".utf8) + [0x80, 0x20, 0xE4, 0xF6, 0xFC, 0x96, 0x0A]
    let options = ReadingOptions(encoding: .windows1252)
    #expect(
      Reading(bytes, as: .csv, chunk: chunk, options: options).lines == ["ann title=€ äöü–"])
    #expect(
      Reading(bytes, as: .csv, chunk: chunk).problems == [
        "2:5: a field is not UTF-8; save the file as UTF-8, or name its encoding: "
          + "--encoding windows-1252 or utf-16"
      ])
  }

  @Test func whatStandsForNoTextIsNamedAtItsPlace() {
    let lone = Self.utf16("username,x\nann,", big: false) + [0x00, 0xD8, 0x61, 0x00]
    #expect(
      Reading(lone, as: .csv).problems == ["2:5: a field is not UTF-16; save the file as UTF-8"])
    let cut = Self.utf16("username,x\nann,a", big: true) + [0x00]
    #expect(
      Reading(cut, as: .csv).problems == ["2:5: a field is not UTF-16; save the file as UTF-8"])
    let options = ReadingOptions(encoding: .windows1252)
    let none = Array("username,x\nann,".utf8) + [0x81]
    #expect(
      Reading(none, as: .csv, options: options).problems
        == ["2:5: a field is not Windows-1252; save the file as UTF-8"])
  }

  @Test func aMarkThatSaysOtherwiseIsAnError() {
    let utf16 = Self.utf16("username\nann\n", big: false)
    #expect(
      Reading(utf16, as: .csv, options: ReadingOptions(encoding: .windows1252)).problems
        == [" the file is marked as UTF-16, not windows-1252; leave --encoding out"])
    #expect(
      Reading("\u{FEFF}username\n", as: .csv, options: ReadingOptions(encoding: .utf16)).problems
        == [" the file is marked as UTF-8, not utf-16; leave --encoding out"])
    #expect(
      Reading("username\n", as: .csv, options: ReadingOptions(encoding: .utf16)).problems
        == [" the file does not start like UTF-16; save it as UTF-8, or name its encoding"])
  }

  @Test(arguments: [
    ("utf-8", TextEncoding.utf8), ("UTF8", .utf8), ("UTF-16LE", .utf16), ("latin-1", .windows1252),
    ("ISO-8859-1", .windows1252), ("Windows-1252", .windows1252), ("cp1252", .windows1252),
    ("ebcdic", nil),
  ])
  func encodingsHaveNames(_ row: (name: String, encoding: TextEncoding?)) {
    #expect(TextEncoding(named: row.name) == row.encoding)
  }
}
