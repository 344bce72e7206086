import Provisioning
import Testing

@Suite struct TemplatesFilterTests {
  @Test(arguments: [
    ("lower", "ÉCOLE", "école"), ("downcase", "A", "a"), ("upper", "straße", "STRASSE"),
    ("capitalize", "hELLO world", "Hello world"), ("capitalize", "", ""),
    ("title", "jean-luc o'brien the 2nd", "Jean-Luc O'brien The 2nd"),
    ("trim", " \t a b \n", "a b"), ("lstrip", "  a ", "a "), ("rstrip", " a  ", " a"),
    ("slice: 0, 3", "abcdef", "abc"), ("slice(0, 3)", "abcdef", "abc"), ("slice: 2", "abc", "c"),
    ("slice: -2, 2", "abc", "bc"), ("slice: 9, 2", "abc", ""), ("slice: -9, 2", "abc", "ab"),
    ("slice: 1, 99999999999999999999", "abc", ""), ("slice: 0, 1", "🇩🇪x", "🇩🇪"),
    ("replace: 'a', 'b'", "banana", "bbnbnb"), ("replace: '', 'b'", "x", "x"),
    ("replace_first: 'a', 'o'", "banana", "bonana"), ("remove: 'an'", "banana", "ba"),
    (##"regex_replace: "\d+", "#""##, "a12b3", "a#b#"),
    (#"regex_replace: "(\w+) (\w+)", "$2, $1""#, "Ann Lee", "Lee, Ann"),
    (#"regex_replace("(?i)^EX-", "")"#, "ex-1", "1"),
    (#"regex_replace: "(a)(b)?", "\1$2$$""#, "ab a", "ab$ a$"),
    ("split: ',' | join: '+'", "a,b,,c", "a+b++c"), ("split: '' | join: '-'", "abc", "a-b-c"),
    ("split: ',' | first", "a,b", "a"), ("split: ',' | last", "a,b", "b"),
    ("split: ',' | first", "", ""), ("first", "abc", "a"), ("last", "", ""),
    ("split: ',' | size", "a,b", "2"), ("size", "naïve", "5"), ("length", "abc", "3"),
    ("split: ',' | upper | join: ''", "a,b", "AB"),
    ("split: ',' | sort | join: ','", "b,a,B", "B,a,b"),
    ("split: ',' | uniq | join: ','", "a,b,a", "a,b"),
    ("split: ',' | slice: 1, 2 | join: ''", "a,b,c", "bc"),
    ("slug", "  Ünïcode & Straße! ", "unicode-strasse"), ("digits", "+49 (30) ١٢-3x", "4930123"),
    ("default: 'x'", "", "x"), ("default('x')", "a", "a"),
    ("email_local_part", "a@b@c.d", "a@b"), ("email_local_part", "ann", "ann"),
    ("email_domain", "a@b@c.d", "c.d"), ("email_domain", "ann", ""),
    ("prepend: 'x'", "a", "xa"), ("append: 'x'", "a", "ax"),
    ("truncate: 5", "abcdefgh", "ab..."), ("truncate: 5, ''", "abcdefgh", "abcde"),
    ("truncate: 5", "abcde", "abcde"), ("truncate: 2", "abcdef", ".."),
    ("date: '%d.%m.%Y'", "2024-02-29", "29.02.2024"),
    ("date: '%y%j %H:%M:%S%%%q'", "2024-03-01T04:05:06Z", "24061 04:05:06%%q"),
    ("date: '%Y'", "2023-02-29", "2023-02-29"), ("date: '%Y'", "soon", "soon"),
  ])
  func filters(_ row: (filter: String, input: String, expected: String)) throws {
    let user = DirectoryUser(username: "u", attributes: ["x": row.input])
    let template = try ValueTemplate(parsing: "{{ x | \(row.filter) }}")
    #expect(template.text(for: user) == row.expected)
  }

  @Test(arguments: [
    ("Ann", "Ann"), ("É", "E"), ("e\u{301}", "e"), ("Müller", "Muller"), ("ß", "ss"), ("ẞA", "SSA"),
    ("Ærø", "Aero"), ("Đỗ", "Do"), ("Łódź", "Lodz"), ("Þór", "Thor"), ("ÞÓR", "THOR"),
    ("Œuvre", "Oeuvre"), ("ıİ", "iI"), ("ﬁn", "fin"), ("Ｗｉｄｅ", "Wide"),
    ("Жуков Щукин", "Zhukov Shchukin"), ("ЖУКОВ", "ZHUKOV"), ("Юрий", "Yuriy"), ("Київ", "Kiyiv"),
    ("Παπαδόπουλος", "Papadopoulos"), ("Ευαγγελία", "Evangelia"), ("Ξ", "X"),
    ("北京", "bei jing"), ("O’Neil–Smith…", "O'Neil-Smith..."), ("a\u{A0}b", "a b"), ("🙂x", "x"),
  ])
  func transliterates(_ row: (input: String, expected: String)) throws {
    let user = DirectoryUser(username: "u", attributes: ["x": row.input])
    #expect(try ValueTemplate(parsing: "{{ x | ascii }}").text(for: user) == row.expected)
  }

  @Test func everyScriptBecomesASCII() throws {
    let template = try ValueTemplate(parsing: "{{ x | ascii }}")
    for text in ["ですカ", "한국어", "שלום", "محمد", "ไทย", "हिन्दी", "ქართული", "հայ"] {
      let output = template.text(for: DirectoryUser(username: "u", attributes: ["x": text]))
      #expect(!output.isEmpty && output.utf8.allSatisfy { $0 < 0x80 }, "\(text): \(output)")
    }
  }
}
