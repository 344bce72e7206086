import Text

/// An operator of a rule, ready to be asked about many values.
///
/// | operators | compare |
/// | --- | --- |
/// | `is`, `contains`, `starts_with`, `ends_with`, `in` | ignoring case (full Unicode folding) |
/// | `matches` | heeding case, unless the expression starts with `(?i)`; searches without an anchor |
/// | `greater_than`, `less_than` | numbers with numbers, dates with dates, dates with `now`; anything else is false |
/// | `is_empty` | no text, or no element |
///
/// Of a list any element will do; a negative operator holds where no element does what it denies.
public struct CompiledComparison: Sendable, Hashable {
  private enum Test: Sendable, Hashable {
    case equals(FoldedText)
    case contains(FoldedText)
    case startsWith(FoldedText)
    case endsWith(FoldedText)
    case matches(Pattern)
    case isIn(Set<FoldedText>)
    case isEmpty
    case greaterThan(OrderedValue)
    case lessThan(OrderedValue)
    case clock(ClockComparison)
  }

  /// The comparison as it was written.
  public let source: Comparison
  private let test: Test
  private let isNegative: Bool

  /// Compiles a comparison; the error's column counts in the operand.
  ///
  /// - Parameter time: when it is; `nil` where the comparison is only checked: then what compares with
  ///   `now` is true of nothing.
  public init(_ comparison: Comparison, at time: EvaluationTime? = nil) throws(PatternError) {
    source = comparison
    switch comparison {
    case .equals(let text): (test, isNegative) = (.equals(FoldedText(text)), false)
    case .notEquals(let text): (test, isNegative) = (.equals(FoldedText(text)), true)
    case .contains(let text): (test, isNegative) = (.contains(FoldedText(text)), false)
    case .doesNotContain(let text): (test, isNegative) = (.contains(FoldedText(text)), true)
    case .startsWith(let text): (test, isNegative) = (.startsWith(FoldedText(text)), false)
    case .endsWith(let text): (test, isNegative) = (.endsWith(FoldedText(text)), false)
    case .matches(let pattern): (test, isNegative) = (.matches(try Pattern(pattern)), false)
    case .doesNotMatch(let pattern): (test, isNegative) = (.matches(try Pattern(pattern)), true)
    case .isIn(let texts): (test, isNegative) = (.isIn(Set(texts.map(FoldedText.init))), false)
    case .isEmpty(let wanted): (test, isNegative) = (.isEmpty, !wanted)
    case .greaterThan(let text): (test, isNegative) = (try Self.test(.greater, text, time), false)
    case .lessThan(let text): (test, isNegative) = (try Self.test(.less, text, time), false)
    }
  }

  /// The text that a value must be, where nothing else is asked of it.
  var wantedText: FoldedText? {
    guard case .equals(let text) = test, !isNegative else { return nil }
    return text
  }

  /// Whether it depends on when it is.
  var readsClock: Bool {
    if case .clock = test { true } else { false }
  }

  /// When it comes out otherwise for a value that stays as it is; `nil` for never.
  func changesAt(for value: AttributeValue) -> Double? {
    guard case .clock(let clock) = test else { return nil }
    return value.elements.compactMap(clock.changesAt).min()
  }

  /// Whether the comparison is true of a value.
  public func isTrue(of value: AttributeValue) -> Bool {
    if case .isEmpty = test { return value.isEmpty != isNegative }
    return value.elements.contains(where: holds) != isNegative
  }

  private func holds(_ element: String) -> Bool {
    switch test {
    case .equals(let text): FoldedText(element) == text
    case .contains(let text): FoldedText(element).contains(text)
    case .startsWith(let text): FoldedText(element).starts(with: text)
    case .endsWith(let text): FoldedText(element).ends(with: text)
    case .matches(let pattern): pattern.isFound(in: element)
    case .isIn(let texts): texts.contains(FoldedText(element))
    case .isEmpty: element.isEmpty
    case .greaterThan(let bound):
      OrderedValue(element).flatMap { bound.isLess(than: $0) } ?? false
    case .lessThan(let bound):
      OrderedValue(element).flatMap { $0.isLess(than: bound) } ?? false
    case .clock(let clock): clock.holds(for: element)
    }
  }

  private static func test(
    _ side: ClockComparison.Side, _ text: String, _ time: EvaluationTime?
  ) throws(PatternError) -> Test {
    if let clock = try ClockComparison(side, text, at: time) { return .clock(clock) }
    let bound = try bound(text)
    return side == .less ? .lessThan(bound) : .greaterThan(bound)
  }

  private static func bound(_ text: String) throws(PatternError) -> OrderedValue {
    if let value = OrderedValue(text) { return value }
    throw PatternError(
      reason: "`\(text.cut(toBytes: 100))` is neither a number nor a date", column: 1,
      advice: "write a number (`10`), a date of ISO 8601 (`2024-05-31`, `2024-05-31T17:00:00Z`), "
        + "or `now`, `now+14d`")
  }
}
