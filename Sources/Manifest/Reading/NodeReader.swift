import Text
import Yams

/// Reads nodes and notes everything that is wrong, each thing at its place. What could not be read is
/// left out, so that reading goes on; nothing of it is used where a problem was found. Each section of
/// a file has a reader of its own, which asks this one.
final class NodeReader {
  /// How many nodes a file may stand for once its aliases are followed.
  private static let nodeLimit = 400_000

  private let document: YAMLDocument
  private(set) var problems: [ManifestProblem] = []
  private var nodes = 0

  init(document: YAMLDocument) { self.document = document }

  // MARK: Problems

  /// Notes a problem at the start of a node.
  func fail(_ node: Node, _ reason: String) {
    let mark = node.mark
    fail(SourceText.Place(line: mark?.line ?? 1, column: mark?.column ?? 1), reason)
  }

  /// Notes a problem inside a scalar, at a character from 0 of its text.
  func fail(_ node: Node, character: Int, _ reason: String) {
    guard let scalar = node.scalar, character > 0 else { return fail(node, reason) }
    if let place = document.source.place(in: scalar, character: character) {
      fail(place, reason)
    } else {
      fail(node, "\(reason) (at character \(character + 1) of the value)")
    }
  }

  func fail(_ place: SourceText.Place, _ reason: String) {
    problems.append(ManifestProblem(line: place.line, column: place.column, reason: reason))
  }

  /// The line of the first note between two lines that says that something is still to be decided.
  func openNote(from start: Int, before end: Int) -> Int? {
    document.source.openNote(from: start, before: end)
  }

  /// Notes a name that must be unique ignoring case.
  func note(
    _ name: String, at node: Node, as what: String, in seen: inout [String: Int]
  ) {
    let line = node.mark?.line ?? 1
    if let before = seen.updateValue(line, forKey: name.lowercased()) {
      seen[name.lowercased()] = before
      fail(
        node, "\(what) named \(name.quotedForPeople) is already on line \(before); rename one")
    }
  }

  // MARK: Mappings and lists

  /// One key of a mapping and its value.
  struct Entry {
    let name: String
    let key: Node
    let value: Node
  }

  /// The known keys of a mapping.
  struct Fields {
    let node: Node
    fileprivate let entries: [String: Entry]

    /// The value under a key, if it is there.
    subscript(_ name: String) -> Node? { entries[name]?.value }
    /// The keys that are there.
    var names: Set<String> { Set(entries.keys) }
    /// The key itself.
    func key(_ name: String) -> Node { entries[name]?.key ?? node }
  }

  /// The entries of a mapping in their order, each name once; `nil` where the node is none.
  func entries(_ node: Node, of what: String) -> [Entry]? {
    guard visit(node) else { return nil }
    guard let mapping = node.mapping else {
      fail(node, "\(what) must have keys and values, not \(Self.kind(node)); write `key: value`")
      return nil
    }
    var entries: [Entry] = []
    var seen: [String: Int] = [:]
    for (key, value) in mapping {
      guard let text = key.scalar?.string else {
        fail(key, "a key of \(what)is not a name; put a value that starts with {{ in quotes")
        continue
      }
      let name = document.hidden[text] ?? text
      if let line = seen[name] {
        fail(key, "\(name.quotedForPeople) is already on line \(line); keep one of the two")
        continue
      }
      seen[name] = key.mark?.line ?? 1
      entries.append(Entry(name: name, key: key, value: value))
    }
    return entries
  }

  /// The entries of a mapping whose keys are known; every other key is a problem.
  func fields(_ node: Node, of what: String, known: [String]) -> Fields? {
    guard let entries = entries(node, of: what) else { return nil }
    var fields: [String: Entry] = [:]
    for entry in entries {
      if known.contains(entry.name) {
        fields[entry.name] = entry
      } else {
        fail(entry.key, Self.unknown(entry.name, of: what, known: known))
      }
    }
    return Fields(node: node, entries: fields)
  }

  /// The value of a key that must be there.
  func required(_ name: String, in fields: Fields, of what: String) -> Node? {
    if let node = fields[name] { return node }
    fail(fields.node, "\(what) has no `\(name)`; add it")
    return nil
  }

  /// The elements of a list.
  func elements(_ node: Node, of what: String, allowsNull: Bool) -> [Node] {
    guard visit(node) else { return [] }
    if allowsNull && Self.isNull(node) { return [] }
    if let sequence = node.sequence { return Array(sequence) }
    let example = node.scalar == nil || Self.isNull(node) ? "[]" : "[…]"
    fail(node, "\(what) must be a list, not \(Self.kind(node)); write `\(example)`")
    return []
  }

  /// Counts a node; `false` once the file stands for too many.
  private func visit(_ node: Node) -> Bool {
    nodes += 1
    if nodes == Self.nodeLimit + 1 {
      fail(node, "the aliases of the file stand for too many values; write the values out")
    }
    return nodes <= Self.nodeLimit
  }

  private static func unknown(_ name: String, of what: String, known: [String]) -> String {
    let start = "\(name.quotedForPeople) is not a key of \(what); "
    if name == "<<" { return start + "merged keys are not supported: write them out" }
    if let near = nearestName(to: name, in: known) { return start + "did you mean `\(near)`?" }
    return start + "its keys are " + known.map { "`\($0)`" }.joined(separator: ", ")
  }

  // MARK: Scalars

  /// What a node is, as the end of a sentence.
  static func kind(_ node: Node) -> String {
    switch node {
    case .scalar: isNull(node) ? "nothing" : "a single value"
    case .mapping: "keys and values"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  /// The text of a scalar; numbers and truth values are taken as text.
  func text(_ node: Node, of what: String, mayBeEmpty: Bool = false) -> String? {
    guard visit(node) else { return nil }
    guard let scalar = node.scalar, !Self.isNull(node) else {
      let advice = node.mapping == nil ? "" : "; a text with braces or `: ` must be in quotes"
      fail(node, "\(what) must be text, not \(Self.kind(node))\(advice)")
      return nil
    }
    if scalar.string.utf8.contains(0) {
      fail(node, "\(what) contains a NUL character; remove it")
      return nil
    }
    if !mayBeEmpty, !scalar.string.contains(where: { !$0.isWhitespace }) {
      fail(node, "\(what) is empty; write a text")
      return nil
    }
    if scalar.style == .plain, ["true", "false"].contains(scalar.string.lowercased()) {
      return scalar.string.lowercased()
    }
    return scalar.string
  }

  /// A truth value.
  func bool(_ node: Node, of what: String) -> Bool? {
    guard visit(node) else { return nil }
    if let scalar = node.scalar, scalar.style == .plain {
      switch scalar.string {
      case "true", "True", "TRUE": return true
      case "false", "False", "FALSE": return false
      default: break
      }
    }
    fail(node, "\(what) must be `true` or `false`, not \(Self.shown(node))\(Self.unquote(node))")
    return nil
  }

  /// A whole number in a range.
  func integer(_ node: Node, of what: String, in range: ClosedRange<Int>) -> Int? {
    guard visit(node) else { return nil }
    if let scalar = node.scalar, scalar.style == .plain, let number = Int(scalar.string),
      range.contains(number)
    {
      return number
    }
    fail(
      node,
      "\(what) must be a whole number from \(range.lowerBound) to \(range.upperBound), "
        + "not \(Self.shown(node))\(Self.unquote(node))")
    return nil
  }

  /// A value that a function reads from text.
  func value<Value>(
    _ node: Node, of what: String, _ read: (String) throws(ValueProblem) -> Value
  ) -> Value? {
    guard visit(node) else { return nil }
    guard let text = node.scalar?.string, !Self.isNull(node) else {
      fail(node, "\(what) must be a single value, not \(Self.kind(node))")
      return nil
    }
    do {
      return try read(text)
    } catch {
      fail(node, "\(what) \(error.reason)")
      return nil
    }
  }

  /// One of several words.
  func word<Word: RawRepresentable & CaseIterable>(
    _ node: Node, of what: String, among words: [Word]
  ) -> Word? where Word.RawValue == String {
    guard visit(node) else { return nil }
    if let text = node.scalar?.string, let word = words.first(where: { $0.rawValue == text }) {
      return word
    }
    let names = words.map { "`\($0.rawValue)`" }
    let all = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
    fail(node, "\(what) must be \(all), not \(Self.shown(node))")
    return nil
  }

  /// A list of texts, each once (ignoring case).
  func texts(_ node: Node, of what: String, allowsNull: Bool = true) -> [String] {
    var seen: [String: Int] = [:]
    return elements(node, of: what, allowsNull: allowsNull).compactMap { element in
      guard let text = text(element, of: "an element of \(what)") else { return nil }
      if seen.updateValue(1, forKey: text.lowercased()) != nil {
        fail(element, "\(text.quotedForPeople) appears twice in \(what); keep one of the two")
      }
      return text
    }
  }

  private static func shown(_ node: Node) -> String {
    guard let text = node.scalar?.string, !isNull(node) else { return kind(node) }
    return text.quotedForPeople
  }

  /// What to do where a number or a truth value was written as a text.
  private static func unquote(_ node: Node) -> String {
    guard let style = node.scalar?.style, style != .plain else { return "" }
    return " in quotes; write it without them"
  }
}
