import Provisioning

/// The rules in order with what is changed of them and not saved, and the one that is chosen.
struct RuleDraft: Sendable {
  /// A rule that is carried from its place.
  struct Carried: Sendable, Hashable {
    var name: String
    /// The rules as they were when it was picked up; `nil`: they were as saved.
    var before: [Rule]?
  }

  /// The rules as they would be saved; `nil`: as they are.
  private(set) var changed: [Rule]?
  private var history: [[Rule]?] = []
  /// The rules with which the draft began.
  private(set) var base: [Rule]?
  private(set) var carried: Carried?
  var cursor = ListCursor()

  var canUndo: Bool { !history.isEmpty }

  /// The rules as they would be saved, where these are saved.
  func rules(_ saved: [Rule]) -> [Rule] { changed ?? saved }

  func chosen(_ saved: [Rule]) -> Rule? {
    let rules = rules(saved)
    return rules.indices.contains(cursor.index) ? rules[cursor.index] : nil
  }

  /// Whether a rule is another one than at its place when the draft began.
  func isChanged(_ rule: Rule, at index: Int) -> Bool {
    let base = base ?? []
    return changed != nil && (!base.indices.contains(index) || base[index] != rule)
  }

  /// Begins with these rules, unless something is changed; keeps the choice by name where they are other
  /// ones now.
  mutating func begin(_ saved: [Rule]) {
    guard changed == nil else { return }
    let name = base.flatMap { $0.indices.contains(cursor.index) ? $0[cursor.index].name : nil }
    base = saved
    if let index = saved.firstIndex(where: { $0.name == name }) { cursor.index = index }
  }

  /// Changes the rules; what is as saved is no draft.
  mutating func change(_ rules: [Rule]) {
    history.append(changed)
    changed = rules == base ? nil : rules
  }

  /// Takes the last change back.
  mutating func undo() {
    if let last = history.popLast() { changed = last }
  }

  mutating func markSaved(_ rules: [Rule]) {
    let cursor = cursor
    self = RuleDraft()
    self.cursor = cursor
    base = rules
  }

  // MARK: - Carrying

  mutating func pickUp(_ saved: [Rule]) {
    if let rule = chosen(saved) { carried = Carried(name: rule.name, before: changed) }
  }

  /// Moves the chosen rule by so many places.
  mutating func shift(_ count: Int, _ saved: [Rule]) {
    var rules = rules(saved)
    let target = max(0, min(rules.count - 1, cursor.index + count))
    guard rules.indices.contains(cursor.index), target != cursor.index else { return }
    rules.insert(rules.remove(at: cursor.index), at: target)
    if carried == nil { history.append(changed) }
    changed = rules == base ? nil : rules
    cursor.index = target
  }

  mutating func drop() {
    if let carried, carried.before != changed { history.append(carried.before) }
    carried = nil
  }

  mutating func putBack(_ saved: [Rule]) {
    guard let carried else { return }
    changed = carried.before
    self.carried = nil
    if let index = rules(saved).firstIndex(where: { $0.name == carried.name }) {
      cursor.index = index
    }
  }
}
