import Text

/// A text with `$1` for the first group of a match, `$0` for all of it, and `$$` for a dollar sign.
/// A number takes as many digits as there are groups for; `${1}0` parts it from a digit that
/// follows, and `\1` is the same as `$1`.
struct CaptureTemplate: Sendable, Hashable {
  private enum Part: Sendable, Hashable {
    case text(String)
    case group(Int)
  }

  private let parts: [Part]

  /// Reads the text of a replacement for an expression with so many groups.
  init(_ source: String, groupCount: Int) throws(PatternError) {
    var reader = Reader(characters: Array(source), groupCount: groupCount)
    try reader.read()
    parts = reader.parts
  }

  /// The replacement for a match: the whole match, then its groups.
  func text(for groups: [String]) -> String {
    var output = ""
    for part in parts {
      switch part {
      case .text(let text): output += text
      case .group(let index): output += groups.indices.contains(index) ? groups[index] : ""
      }
      if output.utf8.count > TemplateValue.sizeLimit { break }
    }
    return output.cut(toBytes: TemplateValue.sizeLimit)
  }

  private struct Reader {
    let characters: [Character]
    let groupCount: Int
    var parts: [Part] = []
    var text = ""
    var position = 0

    init(characters: [Character], groupCount: Int) {
      self.characters = characters
      self.groupCount = groupCount
    }

    mutating func read() throws(PatternError) {
      while position < characters.count {
        let sign = characters[position]
        if sign == "$" || sign == "\\" {
          try escape(sign)
        } else {
          text.append(sign)
          position += 1
        }
      }
      finishText()
    }

    private mutating func escape(_ sign: Character) throws(PatternError) {
      let start = position
      position += 1
      let braced = sign == "$" && position < characters.count && characters[position] == "{"
      if braced { position += 1 }
      guard let number = number() else {
        if braced {
          throw failure("a group's number should follow `${`", at: start)
        }
        if position < characters.count, characters[position] == sign { position += 1 }
        text.append(sign)
        return
      }
      if braced {
        guard position < characters.count, characters[position] == "}" else {
          throw failure("the `${` is never closed", at: start)
        }
        position += 1
      }
      guard number <= groupCount else {
        throw failure(
          "`\(sign)\(number)` names a group that the expression does not have", at: start)
      }
      finishText()
      parts.append(.group(number))
    }

    /// The digits here, as many as make the number of a group; at least one.
    private mutating func number() -> Int? {
      var number: Int?
      while position < characters.count, characters[position].isASCII,
        let digit = characters[position].wholeNumberValue
      {
        let longer = (number ?? 0) * 10 + digit
        if number != nil, longer > groupCount { break }
        number = longer
        position += 1
      }
      return number
    }

    private mutating func finishText() {
      if !text.isEmpty { parts.append(.text(text)) }
      text = ""
    }

    private func failure(_ reason: String, at index: Int) -> PatternError {
      let groups =
        switch groupCount {
        case 0: "it has none: put ( and ) around what you want to keep"
        case 1: "it has one: write $1"
        default: "it has \(groupCount): write $1 to $\(groupCount)"
        }
      return PatternError(reason: reason, column: index + 1, advice: groups)
    }
  }
}
