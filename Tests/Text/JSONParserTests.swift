import TestSupport
import Testing

@testable import Text

@Suite struct JSONParserTests {
  @Test(
    arguments: [
      ("null", JSONValue.null),
      (" true ", true),
      ("[false]", [false]),
      ("0", 0),
      ("-0", 0),
      ("9223372036854775807", .integer(.max)),
      ("-9223372036854775808", .integer(.min)),
      ("9223372036854775808", .number(9_223_372_036_854_775_808)),
      ("1.5e2", .number(150)),
      ("1E+2", .number(100)),
      ("\"\"", ""),
      (#""a\"b\\c\/d\b\f\n\r\t""#, "a\"b\\c/d\u{8}\u{c}\n\r\t"),
      (#""\u00e9\u4e2d""#, "é中"),
      (#""\ud83d\ude00""#, "😀"),
      (#""\ud83d""#, "\u{FFFD}"),
      (#""\ude00x""#, "\u{FFFD}x"),
      (#""\ud83dA""#, "\u{FFFD}A"),
      (#""\ud83d\n""#, "\u{FFFD}\n"),
      ("[ ]", []),
      ("{ }", [:]),
      ("[1, [2, {}], \"x\"]", [1, [2, [:]], "x"]),
      ("{\"b\": 1, \"a\": {\"c\": null}}", ["b": 1, "a": ["c": .null]]),
      ("\u{FEFF}{}", [:]),
      ("\"\u{7F}\u{2028}\u{202E}\"", "\u{7F}\u{2028}\u{202E}"),
    ] as [(String, JSONValue)])
  func reads(_ text: String, _ value: JSONValue) throws {
    #expect(try JSONValue(parsing: text) == value)
  }

  @Test(
    arguments: [
      ("", 0), (" ", 1), ("nul", 0), ("tru", 0), ("True", 0), ("'a'", 0), ("[1,]", 3), ("[1 2]", 3),
      ("{\"a\"}", 4), ("{\"a\":}", 5), ("{a:1}", 1), ("{\"a\":1,}", 7), ("{\"a\":1", 6), ("[", 1),
      ("\"abc", 4), ("\"a\nb\"", 2), ("\"\\x\"", 3), ("\"\\u12\"", 3), ("\"\\", 2), ("01", 2),
      ("-", 1), ("1.", 2), ("1.e5", 2), (".5", 0), ("+1", 0), ("--1", 1), ("1-2", 1), ("1e", 2),
      ("1e999", 5), ("NaN", 0), ("Infinity", 0), ("{} {}", 3), ("1 x", 2), ("\u{FEFF}", 3),
    ] as [(String, Int)])
  func refuses(_ text: String, at offset: Int) {
    let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: text) }
    #expect(error?.offset == offset)
  }

  @Test func refusesWhatNestsTooDeep() throws {
    let deep = String(repeating: "[", count: 100_000)
    let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: deep) }
    #expect(error?.reason == "it nests deeper than 64")
    let allowed = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
    #expect(throws: Never.self) { try JSONValue(parsing: allowed) }
    #expect(throws: JSONParseError.self) { try JSONValue(parsing: "[[[1]]]", maximumDepth: 2) }
  }

  @Test func repairsBytesThatAreNoText() throws {
    #expect(try JSONValue(parsing: [0x22, 0x61, 0xFF, 0x62, 0x22]) == "a\u{FFFD}b")
    #expect(try JSONValue(parsing: [0x22, 0x5C, 0x6E, 0xC3, 0x22]) == "\n\u{FFFD}")
  }

  @Test func noPrefixOfATextIsAText() throws {
    let text = #"{"a":[1.5e3,"\u00e9\ud83d\ude00",true,null,{"b":[]}]}"#
    let bytes = Array(text.utf8)
    #expect(throws: Never.self) { try JSONValue(parsing: bytes) }
    for length in bytes.indices {
      #expect(throws: JSONParseError.self) { try JSONValue(parsing: bytes[..<length]) }
    }
  }

  @Test func noisyTextsNeverCrashAndReadBackTheSame() throws {
    var random = SplitMix64(seed: 7)
    let alphabet = Array(#"{}[]",:\u0123456789.eE+-truefalsn "#.utf8) + [0xF0, 0x9F, 0x00, 0x0A]
    var read = 0
    for _ in 0..<20_000 {
      let length = Int.random(in: 1...12, using: &random)
      let bytes = (0..<length).map { _ in alphabet.randomElement(using: &random) ?? 0 }
      guard let value = try? JSONValue(parsing: bytes) else { continue }
      read += 1
      #expect(try JSONValue(parsing: value.bytes) == value)
    }
    #expect(read > 100)
  }

  @Test func refusesMoreValuesThanFit() throws {
    var parser = JSONParser(bytes: Array("[[],{},1]".utf8), maximumDepth: 4, maximumValues: 4)
    #expect(try parser.document().array?.count == 3)
    parser = JSONParser(bytes: Array("[[],{},1,null]".utf8), maximumDepth: 4, maximumValues: 4)
    let error = #expect(throws: JSONParseError.self) { try parser.document() }
    #expect(error?.reason == "it contains more than 4 values")
  }
}
