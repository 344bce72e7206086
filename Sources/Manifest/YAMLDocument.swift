import Provisioning
import Yams

/// A YAML text composed into nodes with their places, or its errors.
///
/// The parser stops at the first key that a mapping has twice. So that such a key is one problem
/// among the others, its first occurrence is replaced by a name that nobody can write (of the same
/// length, so that all places stay), and the text is read again.
struct YAMLDocument {
  private static let retries = ManifestProblems.limit

  private(set) var source: SourceText
  private(set) var problems: [ManifestProblem] = []
  /// What the keys were called that were hidden, by what they are called now.
  private(set) var hidden: [String: String] = [:]

  /// What to do where there is nothing in the text.
  private let beginning: String

  init(text: String, beginning: String = "write `apps:` and the apps under it") {
    source = SourceText(text: text)
    self.beginning = beginning
  }

  /// Reads the text; `nil` where it is not YAML, and the problems say why.
  mutating func compose() -> Node? {
    for (place, scalar) in source.forbidden(limit: ManifestProblems.limit) {
      let digits = String(scalar.value, radix: 16, uppercase: true)
      let code = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      let escape = scalar.value > 0xFF ? "\\u\(code)" : "\\x\(code.suffix(2))"
      let name = scalar.value == 0 ? "a NUL character" : "the control character U+\(code)"
      add(
        "\(name) is not allowed here; remove it, or write it in double quotes as \"\(escape)\"",
        place)
    }
    if problems.isEmpty, AliasScan(source.text).isTooComplex {
      add(
        "aliases (`*name`) are used together with keys that are not names; write the values out",
        .init(line: 1, column: 1))
    }
    return problems.isEmpty ? parse() : nil
  }

  private mutating func parse() -> Node? {
    for _ in 0...Self.retries {
      do {
        if let node = try Yams.compose(yaml: source.text) { return node }
        add("the file is empty; \(beginning)", .init(line: 1, column: 1))
        return nil
      } catch YamlError.duplicatedKeysInMapping(let names, let context) {
        let place = SourceText.Place(line: context.mark.line, column: context.mark.column)
        guard let name = names.first, hide(name, at: place) else {
          add("a key of this mapping appears twice; keep one of them", place)
          return nil
        }
      } catch {
        add(error)
        return nil
      }
    }
    add(
      "more keys appear twice than can be shown; keep one of each", .init(line: 1, column: 1))
    return nil
  }

  /// Gives a key another name of the same length.
  private mutating func hide(_ name: String, at place: SourceText.Place) -> Bool {
    let length = name.unicodeScalars.count
    let number = UInt32(hidden.count)
    guard length > 0, let mark = Unicode.Scalar(0xE000 + number) else { return false }
    let stand = String(String.UnicodeScalarView(repeatElement(mark, count: length)))
    guard
      source.replace(name, at: place, with: stand)
        || source.replace("\"\(name)\"", at: place, with: "\"\(stand)\"")
        || source.replace("'\(name)'", at: place, with: "'\(stand)'")
    else { return false }
    hidden[stand] = name
    return true
  }

  private mutating func add(_ error: any Error) {
    guard let error = error as? YamlError else {
      return add("the file cannot be read as YAML", .init(line: 1, column: 1))
    }
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      add(Self.words(problem), .init(line: mark.line, column: mark.column))
    case .no, .memory, .reader, .writer, .emitter, .representer, .dataCouldNotBeDecoded,
      .duplicatedKeysInMapping:
      add("the file cannot be read as YAML", .init(line: 1, column: 1))
    }
  }

  private mutating func add(_ reason: String, _ place: SourceText.Place) {
    problems.append(ManifestProblem(line: place.line, column: place.column, reason: reason))
  }

  /// The parser's words with what to do about it.
  private static func words(_ problem: String) -> String {
    let advice =
      switch problem {
      case "found character that cannot start any token":
        "indent with spaces, not tabs, and put a value that starts with @, %, ` or a tab in quotes"
      case "mapping values are not allowed in this context":
        "put a value that contains a colon and a space in quotes, or fix the indentation"
      case "found unknown escape character":
        "in double quotes write \\\\ for a backslash, or use single quotes"
      case "found unexpected end of stream": "a quote that opens before this is never closed"
      case "did not find expected ',' or ']'", "did not find expected ',' or '}'":
        "close the bracket before this, or put a value with brackets or commas in quotes"
      case "but found another document": "a file holds one document: remove the line `---`"
      case "found undefined alias":
        "define it with `&` first, or put a value that starts with * in quotes"
      case let text where text.hasPrefix("Maximum nesting level"): "write it flatter"
      default: "fix the indentation, the quotes or the brackets here"
      }
    let reason =
      switch problem {
      case "but found another document": "a second document begins here"
      case let text where text.hasPrefix("Maximum nesting level"): "the values nest too deep"
      default: problem
      }
    return "the file is not YAML: \(reason); \(advice)"
  }
}
