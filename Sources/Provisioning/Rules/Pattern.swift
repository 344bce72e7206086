import Text
import Foundation

/// A regular expression (ICU's syntax), compiled once. Without an anchor it searches; it heeds case
/// unless it starts with `(?i)`.
///
/// The work on one text is bounded: a search that backtracks without end gives up after some ten
/// million steps and counts as not found, so that no value in a directory can stop a plan.
public struct Pattern: Sendable, Hashable {
  /// The expression as it was written.
  public let source: String
  private let expression: NSRegularExpression

  /// Compiles an expression.
  public init(_ source: String) throws(PatternError) {
    if let problem = PatternError(source) { throw problem }
    do {
      expression = try NSRegularExpression(pattern: source)
    } catch {
      throw PatternError(
        reason: "`\(source.cut(toBytes: 200))` is not a regular expression", column: 1,
        advice: #"a character such as ( [ + * ? \ that is meant as itself needs a \ before it"#)
    }
    self.source = source
  }

  /// How many groups in parentheses the expression captures.
  public var groupCount: Int { expression.numberOfCaptureGroups }

  /// Whether the expression is found anywhere in a text.
  public func isFound(in text: String) -> Bool {
    var found = false
    enumerate(in: text) { _, _ in
      found = true
      return false
    }
    return found
  }

  /// The groups of the first place at which the expression is found: the whole match, then each
  /// group in order, empty text for a group that took no part; `nil` where it is not found.
  public func firstMatch(in text: String) -> [String]? {
    var groups: [String]?
    enumerate(in: text) { match, whole in
      groups = Self.groups(of: match, in: whole)
      return false
    }
    return groups
  }

  /// The text with every match replaced, cut off at the size that a template's value may have.
  func replacing(in text: String, with replacement: CaptureTemplate) -> String {
    var output = ""
    var position = 0
    var last: NSString?
    enumerate(in: text) { match, whole in
      let gap = NSRange(location: position, length: match.range.location - position)
      output += whole.substring(with: gap)
      output += replacement.text(for: Self.groups(of: match, in: whole))
      position = match.range.location + match.range.length
      last = whole
      return output.utf8.count < TemplateValue.sizeLimit
    }
    guard let last else { return text }
    return output + last.substring(from: position)
  }

  /// Hands each match to `body` until it returns false.
  private func enumerate(in text: String, _ body: (NSTextCheckingResult, NSString) -> Bool) {
    let whole = NSString(string: text)
    // ICU reports once for each place where it starts to search, and once in ten thousand steps.
    var patience = whole.length + 1000
    // Foundation on Linux calls its block before it returns, but declares it as escaping.
    withoutActuallyEscaping(body) { body in
      expression.enumerateMatches(
        in: text, options: [.reportProgress], range: NSRange(location: 0, length: whole.length)
      ) { match, _, stop in
        if let match {
          if !body(match, whole) { stop.pointee = true }
        } else {
          patience -= 1
          if patience < 0 { stop.pointee = true }
        }
      }
    }
  }

  private static func groups(of match: NSTextCheckingResult, in whole: NSString) -> [String] {
    (0..<match.numberOfRanges).map { index in
      let range = match.range(at: index)
      return range.location == NSNotFound ? "" : whole.substring(with: range)
    }
  }

  /// Whether two expressions were written alike.
  public static func == (a: Pattern, b: Pattern) -> Bool { a.source == b.source }

  /// Hashes the text as it was written.
  public func hash(into hasher: inout Hasher) { hasher.combine(source) }
}
