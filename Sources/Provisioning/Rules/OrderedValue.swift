import Text

/// What `greater_than` and `less_than` compare: a number, or a moment of ISO 8601.
enum OrderedValue: Sendable, Hashable {
  case number(Double)
  /// Seconds since the beginning of 1970 in UTC.
  case moment(Double)

  /// Reads a number or a date (`2024-05-31`, `2024-05-31T17:00`, `2024-05-31T17:00:00.5+02:00`).
  /// A time without a zone is in UTC.
  init?(_ text: String) {
    if let number = Double(plainNumber: text) {
      self = .number(number)
    } else if let date = CalendarDate(text) {
      self = .moment(date.secondsSince1970)
    } else {
      return nil
    }
  }

  /// Whether this value is less than the other; `nil` for a number and a date.
  func isLess(than other: OrderedValue) -> Bool? {
    switch (self, other) {
    case (.number(let a), .number(let b)): a < b
    case (.moment(let a), .moment(let b)): a < b
    case (.number, .moment), (.moment, .number): nil
    }
  }
}
