/// Why a text is not a regular expression, or not a replacement for one.
public struct PatternError: Error, Sendable, Hashable {
  /// What is wrong, as a sentence without its full stop.
  public let reason: String
  /// Where in the text, in characters, counted from 1.
  public let column: Int
  /// What to do about it.
  public let advice: String

  init(reason: String, column: Int, advice: String) {
    self.reason = reason
    self.column = column
    self.advice = advice
  }

  /// Looks for the mistakes that people make in regular expressions; ICU says only that there is
  /// one. `nil` where none is found, which does not prove the expression.
  init?(_ source: String) {
    guard !source.isEmpty else {
      self.init(
        reason: "the regular expression is empty", column: 1,
        advice: "write `^$` for an empty value, `.` for any other")
      return
    }
    guard source.utf8.count <= 10_000 else {
      self.init(
        reason: "the regular expression has more than 10,000 bytes", column: 1,
        advice: "split it into several conditions")
      return
    }
    var scan = PatternScan(Array(source))
    guard let problem = scan.problem() else { return nil }
    self = problem
  }
}

/// Reads a regular expression for parentheses, brackets and repetitions alone.
private struct PatternScan {
  private let characters: [Character]
  private var groups: [Int] = []
  private var position = 0
  private var canRepeat = false

  init(_ characters: [Character]) {
    self.characters = characters
  }

  mutating func problem() -> PatternError? {
    while position < characters.count {
      if let problem = step() { return problem }
      position += 1
    }
    return groups.last.map {
      failure("the ( is never closed", at: $0, #"close it with ), or write \( for the character"#)
    }
  }

  private mutating func step() -> PatternError? {
    switch characters[position] {
    case "\\": return escape()
    case "[": return bracket()
    case "(":
      groups.append(position)
      skipGroupKind()
      canRepeat = false
    case ")":
      guard groups.popLast() != nil else {
        return failure("a ) closes nothing", at: position, #"write \) for the character itself"#)
      }
      canRepeat = true
    case "*", "+", "?":
      guard canRepeat else {
        let sign = characters[position]
        return failure(
          "there is nothing that \(sign) could repeat", at: position,
          #"write \\#(sign) for the character itself, or .\#(sign) for any text"#)
      }
      skipRepetitionKind()
    case "|", "^": canRepeat = false
    default: canRepeat = true
    }
    return nil
  }

  private mutating func escape() -> PatternError? {
    guard position + 1 < characters.count else {
      return failure(
        #"the \ at the end escapes nothing"#, at: position, #"write \\ for the character itself"#)
    }
    position += 1
    canRepeat = true
    // From \Q to \E everything is text.
    if characters[position] == "Q" {
      while position < characters.count,
        !(characters[position] == "\\" && position + 1 < characters.count
          && characters[position + 1] == "E")
      {
        position += 1
      }
      position += 1
    }
    return nil
  }

  private mutating func bracket() -> PatternError? {
    let start = position
    var depth = 0
    while position < characters.count {
      switch characters[position] {
      case "\\": position += 1
      case "[": depth += 1
      case "]": depth -= 1
      default: break
      }
      if depth == 0 {
        canRepeat = true
        return nil
      }
      position += 1
    }
    return failure(
      "the [ is never closed", at: start, #"close it with ], or write \[ for the character"#)
  }

  /// Steps over `?:`, `?=`, `?i)` and their like after a parenthesis.
  private mutating func skipGroupKind() {
    if position + 1 < characters.count, characters[position + 1] == "?" { position += 1 }
  }

  /// Steps over the `?` or `+` that makes a repetition lazy or possessive.
  private mutating func skipRepetitionKind() {
    canRepeat = false
    if position + 1 < characters.count, "?+".contains(characters[position + 1]) { position += 1 }
  }

  private func failure(_ reason: String, at index: Int, _ advice: String) -> PatternError {
    PatternError(reason: reason, column: index + 1, advice: advice)
  }
}
