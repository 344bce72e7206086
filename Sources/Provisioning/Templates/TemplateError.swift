/// Why a text is not a value template.
public struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What is wrong, as a sentence without its full stop ("no filter is named `lowr`").
  public let reason: String
  /// Where in the template's text, in characters, counted from 1.
  public let column: Int
  /// What to do about it ("write `lower`"), where there is something to say.
  public let suggestion: String?

  /// An error at a place.
  public init(reason: String, column: Int, suggestion: String? = nil) {
    self.reason = reason
    self.column = column
    self.suggestion = suggestion
  }

  /// The error as one sentence with its column.
  public var description: String {
    let advice = suggestion.map { "; \($0)" } ?? ""
    return "column \(column): \(reason)\(advice)"
  }
}
