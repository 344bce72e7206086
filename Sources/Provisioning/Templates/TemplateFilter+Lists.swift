extension TemplateFilter.Name {
  /// What the filters give that take a list as a whole, or give one; `nil` for those that change
  /// text, which apply to each element.
  func whole(_ input: TemplateValue, _ arguments: [TemplateValue]) -> TemplateValue? {
    switch self {
    case .first: return input.end(text: \.first, list: \.first)
    case .last: return input.end(text: \.last, list: \.last)
    case .size:
      if case .list(let elements) = input { return .number(Double(elements.count)) }
      return .number(Double(input.text.count))
    case .join:
      guard case .list(let elements) = input else { return input }
      return .text(Self.join(elements, arguments[0].text))
    case .split: return .list(Self.split(input.text, arguments[0].text))
    case .slice: return Self.slice(input, arguments)
    case .sort:
      guard case .list(let elements) = input else { return input }
      return .list(
        elements.sorted { $0.unicodeScalars.lexicographicallyPrecedes($1.unicodeScalars) })
    case .uniq:
      guard case .list(let elements) = input else { return input }
      var seen: Set<String> = []
      return .list(elements.filter { seen.insert($0).inserted })
    case .append, .ascii, .capitalize, .date, .default, .digits, .lower, .lstrip, .prepend,
      .remove, .replace, .rstrip, .slug, .title, .trim, .truncate, .upper, .emailDomain,
      .emailLocalPart, .regexReplace, .replaceFirst:
      return nil
    }
  }

  private static func join(_ elements: [String], _ separator: String) -> String {
    var output = ""
    for (index, element) in elements.enumerated() {
      if index > 0 { output += separator }
      output += element
      if output.utf8.count > TemplateValue.sizeLimit { break }
    }
    return output
  }

  /// The parts between the separators; without a separator, the characters. Empty text has no part.
  private static func split(_ text: String, _ separator: String) -> [String] {
    if text.isEmpty { return [] }
    return separator.isEmpty ? text.map { String($0) } : text.parts(between: separator)
  }

  /// From a place, counted from 0 or with a minus from the end, so many characters or elements; one
  /// where no number is given.
  private static func slice(_ input: TemplateValue, _ arguments: [TemplateValue]) -> TemplateValue {
    let start = arguments[0].whole ?? 0
    let length = arguments.count > 1 ? arguments[1].whole ?? 0 : 1
    if case .list(let elements) = input { return .list(Array(elements.slice(start, length))) }
    return .text(String(input.text.slice(start, length)))
  }
}

extension TemplateValue {
  /// The value as a whole number, cut off at its point; `nil` where it is no number.
  fileprivate var whole: Int? {
    number.flatMap { Int(exactly: $0.rounded(.towardZero)) }
  }

  fileprivate func end(text: (String) -> Character?, list: ([String]) -> String?) -> TemplateValue {
    if case .list(let elements) = self { return .text(list(elements) ?? "") }
    return .text(text(self.text).map { String($0) } ?? "")
  }
}

extension Collection {
  fileprivate func slice(_ start: Int, _ length: Int) -> SubSequence {
    let count = self.count
    let first = start < 0 ? Swift.max(0, count + Swift.max(start, -count)) : Swift.min(start, count)
    let taken = Swift.max(0, Swift.min(length, count - first))
    let begin = index(startIndex, offsetBy: first)
    return self[begin..<index(begin, offsetBy: taken)]
  }
}

extension String {
  /// The texts between the places where a separator stands; the separator must not be empty.
  func parts(between separator: String, atMost limit: Int = .max) -> [String] {
    var parts: [String] = []
    var rest = self[...]
    while parts.count < limit, let range = rest.firstRange(of: separator) {
      parts.append(String(rest[..<range.lowerBound]))
      rest = rest[range.upperBound...]
    }
    return parts + [String(rest)]
  }
}
