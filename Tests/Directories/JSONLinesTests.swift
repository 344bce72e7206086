import Provisioning
import Testing

@testable import Directories

@Suite struct JSONLinesTests {
  private static let files: [(text: String, lines: [String])] = [
    (#"{"username":"ann"}"#, ["ann"]),
    ("{\"username\":\"ann\"}\n\n \t\r\n{\"username\":\"bob\"}\r\n", ["ann", "bob"]),
    ("\u{FEFF}{\"username\":\"ann\"}\n", ["ann"]),
    (#"{"UserName":" ann ","EMAIL":"a@x","Cost Center":"1"}"#, ["ann Cost Center=1 email=a@x"]),
    (#"{"username":"a","n":12,"f":1.5,"t":true,"z":null,"e":""}"#, ["a f=1.5 n=12 t=true"]),
    (#"{"username":7}"#, ["7"]),
    (#"{"username":"a","roles":["B"," a ","A","",null]}"#, ["a [B,a]"]),
    (#"{"username":"a","roles":"x; y;X"}"#, ["a [x,y]"]),
    (#"{"username":"a","roles":null}"#, ["a"]),
    (#"{"username":"a","roles":["x;y"]}"#, ["a [x;y]"]),
    (#"{"username":"a","status":"Suspended"}"#, ["a!"]),
    (#"{"username":"a","status":null}"#, ["a"]),
    (#"{"username":"a","status":true}"#, ["a"]),
    (#"{"username":"a","active":false}"#, ["a!"]),
    (#"{"login":"a","firstName":" A\u00a0","accountEnabled":"FALSE"}"#, ["a! firstname=A"]),
    (#"{"username":"a"}"# + "\n{}\n" + #"{"username":null,"roles":[]}"# + "\n", ["a"]),
    (#"{"username":"\u00e9","x":"a\nb\u001b"}"#, ["é x=a\nb\u{1B}"]),
  ]

  @Test(arguments: files, [1, 2, 4096])
  func reads(_ row: (text: String, lines: [String]), chunk: Int) {
    let reading = Reading(row.text, as: .jsonl, chunk: chunk)
    #expect(reading.lines == row.lines)
    #expect(reading.problems == [])
  }

  private static let faults: [(text: String, problems: [String])] = [
    ("", ["the file is empty"]),
    (" \n\n", ["the file is empty"]),
    ("[\n{\"username\":\"a\"}\n]\n", ["1:1: the file is a JSON array"]),
    (#"{"username":null,"x":1}"#, ["1:1: the username is empty"]),
    (#"{"email":"a"}"#, ["1:1: the username is empty"]),
    (
      "{\"username\":\"a\"}\n\n{\"username\":\"A\"}\n",
      ["3:1: the username `A` is also on line 1"]
    ),
    ("{\"username\":\"a\"}\n\"x\"\n", ["2:1: the line is not an object"]),
    ("{\"username\":\"a\"\n", ["1:16: the line is not JSON: an object does not end"]),
    ("{\"username\":\"é\",}\n", ["1:17: the line is not JSON"]),
    (
      "{\"username\":\"a\"} {\"username\":\"b\"}",
      ["1:18: the line is not JSON: there is text after"]
    ),
    (#"{"username":"a","x":{"y":1}}"#, ["1:1: the value of `x` is an object"]),
    (#"{"username":"a","x":["y"]}"#, ["1:1: the value of `x` is a list"]),
    (#"{"username":"a","roles":[["y"]]}"#, ["1:1: the value of `roles` is a list"]),
    (#"{"username":"a","roles":{"y":1}}"#, ["1:1: the value of `roles` is an object"]),
    (#"{"username":"a","x":1,"X":2}"#, ["1:1: the key `X` appears twice"]),
    (#"{"username":"a","username":"b"}"#, ["1:1: the key `username` appears twice"]),
    (#"{"username":"a"," ":"b"}"#, ["1:1: a key is empty"]),
    (#"{"username":"a","status":"gone"}"#, ["1:1: `gone` is not a status"]),
    (#"{"username":"a","status":2}"#, ["1:1: `2` is not a status"]),
    (
      #"{"username":"a","mail":"x","EmailAddress":"y"}"#,
      [
        "1:1: the keys `mail` and `EmailAddress` could both be `email`; say which one is, such as --column 'mail=email'"
      ]
    ),
    (#"{"username":"a","x":"\u0000"}"#, ["1:1: the value of `x` contains a NUL"]),
    (#"{"username":"a","x":12345678901234567890}"#, ["1:1: the number of `x` has too many digits"]),
    ("{\"username\":\"a\",\"x\":" + String(repeating: "[", count: 100_000), ["1:"]),
  ]

  @Test(arguments: faults, [1, 4096])
  func refuses(_ row: (text: String, problems: [String]), chunk: Int) {
    let reading = Reading(row.text, as: .jsonl, chunk: chunk)
    #expect(reading.problems.count == row.problems.count, "\(reading.problems)")
    for (found, expected) in zip(reading.problems, row.problems) {
      #expect(found.trimmingPrefix(" ").hasPrefix(expected), "\(found)")
    }
  }

  @Test func refusesWhatIsNotUTF8() {
    let bytes = Array("{\"username\":\"a".utf8) + [0xFF] + Array("\"}\n{\"username\":\"b\"}\n".utf8)
    let reading = Reading(bytes, as: .jsonl)
    #expect(reading.problems.count == 1)
    #expect(reading.problems.first?.hasPrefix("1:1: the line is not UTF-8") == true)
  }

  @Test func refusesLongValuesAndLines() {
    let megabyte = String(repeating: "x", count: 1_000_000)
    #expect(Reading("{\"username\":\"a\",\"x\":\"\(megabyte)\"}", as: .jsonl).records.count == 1)
    let value = Reading("{\"username\":\"a\",\"x\":\"\(megabyte)x\"}", as: .jsonl)
    #expect(value.problems == ["1:1: the value of `x` is longer than 1 MB"])
    let long = "{\"username\":\"a\"" + String(repeating: " ", count: 16_100_000) + "}\n{\"x\":1}\n"
    let line = Reading(long, as: .jsonl)
    #expect(line.problems.count == 2)
    #expect(line.problems.first == "1:1: the line is longer than 16 MB")
  }

  @Test func knowsItsLinesAndWhetherItSpeaksOfRoles() {
    let reading = Reading(
      "\n{\"username\":\"a\",\"roles\":[]}\n{\"username\":\"b\"}\n", as: .jsonl)
    #expect(reading.records.map(\.line) == [2, 3])
    #expect(reading.records.map(\.entry.mentioned.roles) == [true, false])
  }
}
