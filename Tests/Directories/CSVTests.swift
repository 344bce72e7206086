import TestSupport
import Provisioning
import Testing

@testable import Directories

@Suite struct CSVTests {
  private static let files: [(text: String, lines: [String])] = [
    ("username\nann\nbob\n", ["ann", "bob"]),
    ("username\nann", ["ann"]),
    ("username\r\nann\r\n", ["ann"]),
    ("\u{FEFF}username,email\nann,a@x\n", ["ann email=a@x"]),
    (" UserName , Email ,Cost Center\nann,a@x,4711\n", ["ann Cost Center=4711 email=a@x"]),
    ("username,title\nann,\n", ["ann"]),
    ("username,title\nann,\"\"\n", ["ann"]),
    ("username,title\nann, x \n", ["ann title=x"]),
    ("username,title\n\" ann \",x\n", ["ann title=x"]),
    ("username,title\nann,\"a, b\"\n", ["ann title=a, b"]),
    ("username,title\nann,\"a \"\"b\"\" c\"\n", ["ann title=a \"b\" c"]),
    ("username,title\nann,\"a\nb\r\nc\"\nbob,x\n", ["ann title=a\nb\r\nc", "bob title=x"]),
    ("\"user\"\"name\",\"username\"\nx,ann\n", ["ann user\"name=x"]),
    ("username,title\nann,a\rb\n", ["ann title=a\rb"]),
    ("username,title\nann,a\r\r\n", ["ann title=a"]),
    ("username,title\nann,\u{1B}[31m\u{7}\n", ["ann title=\u{1B}[31m\u{7}"]),
    ("username,title\n\nann,x\n\r\n\n", ["ann title=x"]),
    ("username,status\na,\nb,active\nc,SUSPENDED\nd, suspended \n", ["a", "b", "c!", "d!"]),
    ("username,title\nann,x\n,\n\"\", \n , \u{A0}\n", ["ann title=x"]),
    ("username,title\nann,x\n,,,,\n", ["ann title=x"]),
    ("username\nann\n\nbob\n\n", ["ann", "bob"]),
    ("username,title\n\u{FEFF}ann\u{200B},\u{A0}a b\u{202F}\u{3000}\n", ["ann title=a b"]),
    ("username,title\nann,\u{200B}\n", ["ann"]),
    ("username;title\nann;\"a;b\"\n", ["ann title=a;b"]),
    ("username\ttitle\nann\ta, b\n", ["ann title=a, b"]),
    ("username|title\nann|a, b\n", ["ann title=a, b"]),
    ("sep=;\r\nusername;title\r\nann;x\r\n", ["ann title=x"]),
    ("username,a;b\nann,x\n", ["ann a;b=x"]),
    ("\"user;name\",username\nx,ann\n", ["ann user;name=x"]),
    ("user_name,E-mail,First Name\nann,a@x,Ann\n", ["ann email=a@x firstname=Ann"]),
    ("username,roles\nann,B; a ;;A;b;C d\n", ["ann [B,C d,a]"]),
    ("username,roles\nann,\n", ["ann"]),
    ("username,ROLES,Status\nann,x,active\n", ["ann [x]"]),
    ("username,Team\nann,x\n", ["ann Team=x"]),
    ("username,pet name\nÄnn,José 👩‍💻\n", ["Änn pet name=José 👩‍💻"]),
    ("title,username\n\"x\",ann\r\n", ["ann title=x"]),
    ("username\n", []),
    ("username", []),
  ]

  @Test(arguments: files, [1, 2, 3, 5, 4096])
  func reads(_ row: (text: String, lines: [String]), chunk: Int) {
    let reading = Reading(row.text, as: .csv, chunk: chunk)
    #expect(reading.lines == row.lines)
    #expect(reading.problems == [])
  }

  private static let faults: [(text: String, problems: [String])] = [
    ("", ["the file is empty"]),
    ("\u{FEFF}", ["the file is empty"]),
    ("\n", ["the file is empty"]),
    ("email,name\na@x,b\n", ["1:1: there is no column `username`; say which"]),
    (
      "Surname,mail\na,b\n",
      [
        "1:1: there is no column `username`; say which column identifies a person, with "
          + "--column 'COLUMN=username'; the columns are `Surname`, `mail`"
      ]
    ),
    ("a;b,c\n", ["1:1: the columns may be separated by commas or by semicolons; say which"]),
    (
      "username;title,username\n",
      ["1:1: the columns may be separated by commas or by semicolons; say which"]
    ),
    (
      "username;x\nann;a;b\n",
      ["2:7: 3 fields where the header has 2; a value that contains a semi"]
    ),
    ("username\tx\nann\n", ["2:1: 1 field where the header has 2; add the missing tabs"]),
    ("username,email,Email\n", ["1:16: the column `Email` appears twice"]),
    ("username,USERNAME\n", ["1:10: the column `USERNAME` appears twice"]),
    ("username,,x\n", ["1:10: column 2 has no name"]),
    ("username,\"a b\", \n", ["1:16: column 3 has no name"]),
    ("username,x\rann,y\r", ["1:10: the lines end with CR alone"]),
    ("username,x\nann\n", ["2:1: 1 field where the header has 2; add the missing commas"]),
    (
      "username,x\nann,a,b\n",
      ["2:7: 3 fields where the header has 2; a value that contains a comma"]
    ),
    ("username,x\n,a\n", ["2:1: the username is empty"]),
    ("username,x\n \" \",a\n", ["2:1: there is a quote inside"]),
    ("x,username\nabc,\"  \"\n", ["2:5: the username is empty"]),
    ("username\nann\nbob\nAnn\n", ["4:1: the username `Ann` is also on line 2"]),
    ("username\nann\n\" ANN \"\n", ["3:1: the username `ANN` is also on line 2"]),
    ("username\né\ne\u{301}\n", ["3:1: the username `e\u{301}` is also on line 2"]),
    ("username,status\nann,gone\n", ["2:5: `gone` is not a status; write `active` or `suspended`"]),
    ("username,x\nann,a\0b\n", ["2:5: there is a NUL character"]),
    ("username,x\nann,a\"b\n", ["2:5: there is a quote inside a field without quotes"]),
    ("username,x\nann,\"a\"b\nbob,y\n", ["2:5: text follows the closing quote"]),
    ("username,x\nann,\"a\nb\nbob,y\n", ["2:5: the quote that opens here is never closed"]),
    ("username,x\nann,\"a\nb\"\nbob\n", ["4:1: 1 field where"]),
    ("username,x,status\nann,\"a\nb\",gone\n", ["2:1: `gone` is not a status"]),
    ("username,x,status\nä,\"a\"\"b\",gone\n", ["2:10: `gone` is not a status"]),
    ("username,status\nann,\u{1B}[2J\n", ["2:5: `\\u{1b}[2J` is not a status"]),
    ("username,status\n,gone\nbob\n", ["2:1: the username", "2:2: `gone`", "3:1: 1 field"]),
  ]

  @Test(arguments: faults, [1, 3, 4096])
  func refuses(_ row: (text: String, problems: [String]), chunk: Int) {
    let reading = Reading(row.text, as: .csv, chunk: chunk)
    #expect(reading.problems.count == row.problems.count, "\(reading.problems)")
    for (found, expected) in zip(reading.problems, row.problems) {
      #expect(found.trimmingPrefix(" ").hasPrefix(expected), "\(found)")
    }
  }

  @Test(arguments: [
    ([0x61, 0xFF], "2:5: a field is not UTF-8"), ([0xC3], "2:5: a field is not UTF-8"),
    ([0xED, 0xA0, 0x80], "2:5: a field is not UTF-8"), ([0xC0, 0x80], "2:5: a field is not UTF-8"),
  ])
  func refusesWhatIsNotUTF8(_ row: (bytes: [UInt8], problem: String)) {
    let bytes = Array("username,x\nann,".utf8) + row.bytes + Array("\nbob,y\n".utf8)
    let reading = Reading(bytes, as: .csv)
    #expect(reading.problems.count == 1)
    #expect(reading.problems.first?.hasPrefix(row.problem) == true)
  }

  @Test func anotherSeparatorCanBeSaid() {
    let options = ReadingOptions(separator: .semicolon)
    let reading = Reading("username;a,b\nann;x\n", as: .csv, options: options)
    #expect(reading.lines == ["ann a,b=x"])
  }

  @Test func whatWasTrimmedAndPassedOverIsCounted() {
    let text = "username,title,roles\nann , x,a; b\nbob,y,\n,,\n\n"
    let reading = Reading(text, as: .csv)
    #expect(reading.report.trimmed == 2)
    #expect(reading.report.passedOver == 2)
    #expect(reading.records.map(\.line) == [2, 3])
  }

  @Test func aFieldMayHoldAMegabyteAndNoMore() {
    let limit = String(repeating: "x", count: 1_000_000)
    #expect(Reading("username,x\nann,\(limit)\n", as: .csv).records.count == 1)
    for field in ["\(limit)x", "\"\(limit)x\"", "\"\(limit)\(limit)\n\(limit)\""] {
      let reading = Reading("username,x\nann,\(field)\nbob\n", as: .csv)
      let last = field.contains("\n") ? 4 : 3
      #expect(reading.problems.count == 2)
      #expect(reading.problems.first?.hasPrefix("2:5: a field is longer than 1 MB") == true)
      #expect(reading.problems.last?.hasPrefix("\(last):1: 1 field") == true)
    }
  }

  @Test func aRowCannotFillTheMemory() {
    let commas = String(repeating: ",", count: 100_000)
    #expect(Reading("username\na\(commas)\n", as: .csv).problems.count == 1)
    let wide = Array(repeating: String(repeating: "x", count: 900_000), count: 30)
    let header = ["username"] + (1..<30).map { "c\($0)" }
    let text = header.joined(separator: ",") + "\n" + wide.joined(separator: ",") + "\n"
    let reading = Reading(text, as: .csv)
    #expect(reading.problems.count == 1)
    #expect(reading.problems.first?.contains("longer than 16 MB") == true)
  }

  @Test func showsTwentyProblemsAndCountsAll() {
    let text = "username,x\n" + String(repeating: "a\n", count: 100)
    let reading = Reading(text, as: .csv)
    #expect(reading.problems.count == 21)
    #expect(reading.problems.last == " 80 more such errors are not shown")
    #expect(reading.records.isEmpty)
  }

  @Test func afterAFaultNoRecordComes() {
    let reading = Reading("username,x\nann,a\nbob\ncem,c\n", as: .csv)
    #expect(reading.lines == ["ann x=a"])
    #expect(reading.problems.count == 1)
  }

  @Test func knowsItsLinesAndWhetherItSpeaksOfRoles() {
    let with = Reading("username,roles\n\"a\",\"x\ny\"\nb,\n", as: .csv)
    #expect(with.records.map(\.line) == [2, 4])
    #expect(with.records.map(\.entry.mentioned.roles) == [true, true])
    #expect(Reading("username\nann\n", as: .csv).records.map(\.entry.mentioned.roles) == [false])
  }

  /// Whatever the bytes, reading ends, and the size of the chunks makes no difference.
  @Test func randomBytes() {
    var random = SplitMix64(seed: 42)
    let alphabet = Array("ab,,\"\"\n\r;é\0 ".utf8) + [0xFF]
    for _ in 0..<500 {
      let body = (0..<60).map { _ in alphabet[Int(random.next() % UInt64(alphabet.count))] }
      let bytes = Array("username,x\n".utf8) + body
      let whole = Reading(bytes, as: .csv)
      let split = Reading(bytes, as: .csv, chunk: 1)
      #expect(whole.lines == split.lines)
      #expect(whole.problems == split.problems)
    }
  }
}
