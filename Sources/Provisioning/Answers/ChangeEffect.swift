public import Text
import SCIM

/// What became of a change, by what the account shows after it.
public struct ChangeEffect: Sendable {
  /// Changes whose value is not there.
  public let dropped: [AttributeChange]
  /// Those of them in whose place the app put a value of its own, with that value.
  public let altered: [(change: AttributeChange, shown: JSONValue)]
  private let count: Int

  /// Compares changes with the account as it is shown after them.
  public init(_ changes: [AttributeChange], in resource: JSONValue, _ comparison: AccountComparison)
  {
    count = changes.count
    dropped = changes.filter { !comparison.holds($0, in: resource) }
    altered = dropped.compactMap { change in
      guard change.to != nil, !comparison.holds(change.from, at: change.path, in: resource),
        let path = AttributePath.known(change.path),
        let shown = comparison.value(at: path, in: resource), !shown.isUnassigned
      else { return nil }
      return (change, shown)
    }
  }

  /// Whether everything is there as it was sent.
  public var isWhole: Bool { dropped.isEmpty }

  /// Whether nothing happened: not one value is there, in whatever form.
  public var isNothing: Bool { count > 0 && dropped.count == count && altered.isEmpty }

  /// What to tell a person of values that the app keeps in a form of its own; `nil` for none.
  public var note: String? {
    let words = altered.map { change, shown in
      let text = (shown.scalarText ?? shown.text).visible(upTo: 80)
      return change.path.lowercased() == "username"
        ? "the app named the account \(text)" : "the app keeps \(change.path) as '\(text)'"
    }
    return words.isEmpty ? nil : words.joined(separator: "; ")
  }
}
