import Text

extension TemplateFilter.Name {
  /// What the filters make of a text; lists come here element by element.
  func text(_ text: String, _ arguments: [TemplateValue]) -> String {
    switch self {
    case .lower: return text.lowercased()
    case .upper: return text.uppercased()
    case .capitalize: return text.prefix(1).uppercased() + text.dropFirst().lowercased()
    case .title: return Self.title(text)
    case .trim: return Self.trim(text, start: true, end: true)
    case .lstrip: return Self.trim(text, start: true, end: false)
    case .rstrip: return Self.trim(text, start: false, end: true)
    case .replace: return Self.replace(text, arguments[0].text, arguments[1].text)
    case .replaceFirst: return Self.replace(text, arguments[0].text, arguments[1].text, atMost: 1)
    case .remove: return Self.replace(text, arguments[0].text, "")
    case .ascii: return Transliteration.ascii(text)
    case .slug: return Self.slug(text)
    case .digits: return String(text.compactMap(\.decimalDigit))
    case .emailLocalPart: return text.lastIndex(of: "@").map { String(text[..<$0]) } ?? text
    case .emailDomain:
      return text.lastIndex(of: "@").map { String(text[text.index(after: $0)...]) } ?? ""
    case .prepend: return arguments[0].text + text
    case .append: return text + arguments[0].text
    case .truncate:
      return Self.truncate(text, arguments[0].number, arguments.count > 1 ? arguments[1].text : nil)
    case .date: return CalendarDate(text)?.formatted(arguments[0].text) ?? text
    case .default, .first, .join, .last, .regexReplace, .size, .slice, .sort, .split, .uniq:
      return text
    }
  }

  /// Each word with a capital and the rest in lower case; a word begins after anything but a letter,
  /// a digit or an apostrophe.
  private static func title(_ text: String) -> String {
    var output = ""
    var isInside = false
    for character in text {
      output += isInside ? character.lowercased() : character.uppercased()
      isInside =
        character.isLetter || character.isNumber
        || (isInside && (character == "'" || character == "’"))
    }
    return output
  }

  private static func trim(_ text: String, start: Bool, end: Bool) -> String {
    var rest = text[...]
    if start { rest = rest.drop(while: \.isWhitespace) }
    if end {
      while rest.last?.isWhitespace == true { rest.removeLast() }
    }
    return String(rest)
  }

  private static func replace(
    _ text: String, _ old: String, _ new: String, atMost limit: Int = .max
  ) -> String {
    guard !old.isEmpty else { return text }
    var output = ""
    for (index, part) in text.parts(between: old, atMost: limit).enumerated() {
      if index > 0 { output += new }
      output += part
      if output.utf8.count > TemplateValue.sizeLimit { break }
    }
    return output
  }

  private static func slug(_ text: String) -> String {
    let words = Transliteration.ascii(text).lowercased()
      .split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
    return words.joined(separator: "-")
  }

  /// At most so many characters, the sign of what was left out among them (`...` where none is
  /// named).
  private static func truncate(_ text: String, _ length: Double?, _ ellipsis: String?) -> String {
    guard let length, length >= 0, let limit = Int(exactly: length.rounded(.down)),
      text.count > limit
    else { return text }
    let sign = (ellipsis ?? "...").prefix(limit)
    return String(text.prefix(limit - sign.count) + sign)
  }
}

extension Character {
  /// The digit of any script as an ASCII digit.
  fileprivate var decimalDigit: Character? {
    guard unicodeScalars.first?.properties.numericType == .decimal,
      let value = wholeNumberValue, (0...9).contains(value)
    else { return nil }
    return Character(String(value))
  }
}

extension CalendarDate {
  /// The date in a format of `strftime`: `%Y %y %m %d %e %H %M %S %j %%`; other signs stay as they
  /// are. The time is the one that was written, in its own zone.
  fileprivate func formatted(_ format: String) -> String {
    var output = ""
    var isField = false
    for character in format {
      if isField {
        output += field(character)
        isField = false
      } else if character == "%" {
        isField = true
      } else {
        output.append(character)
      }
    }
    return isField ? output + "%" : output
  }

  private func field(_ name: Character) -> String {
    switch name {
    case "Y": year.padded(4)
    case "y": (year % 100).padded(2)
    case "m": month.padded(2)
    case "d": day.padded(2)
    case "e": String(day)
    case "H": hour.padded(2)
    case "M": minute.padded(2)
    case "S": second.padded(2)
    case "j": dayOfYear.padded(3)
    case "%": "%"
    default: "%\(name)"
    }
  }
}
