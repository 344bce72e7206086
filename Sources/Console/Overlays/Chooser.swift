import Engine
import Provisioning
import Screen

/// A list to choose one value from, or to tick several; typing finds.
struct Chooser: Sendable, Hashable {
  /// What the choice is for.
  enum Purpose: Sendable, Hashable {
    case field(String)
    case sample
    case copy
    case theme
    /// The roles of a user.
    case roles(String)
  }

  /// One value.
  struct Option: Sendable, Hashable {
    var value: String
    var title: String
  }

  var purpose: Purpose
  var title: String
  var options: [Option]
  var filter = TextField()
  var cursor = ListCursor()
  /// What was ticked at first, and what is now; `nil` where one value is chosen.
  var ticks: Set<String>?
  var ticksBefore: Set<String> = []

  /// The values that are found. The sample user is found by the store, not here; a role that is not
  /// there yet can be made.
  var found: [Option] {
    let text = filter.text.lowercased()
    if purpose == .sample || text.isEmpty { return options }
    let found = options.filter { $0.title.lowercased().contains(text) }
    guard found.isEmpty else { return found }
    switch purpose {
    case .roles: return [Option(value: filter.text, title: "\(filter.text)  (a new role)")]
    case .field: return [Option(value: filter.text, title: "\(filter.text)  (as typed)")]
    case .sample, .copy, .theme: return []
    }
  }

  mutating func offer(_ roles: [RoleRecord]) {
    guard case .roles = purpose else { return }
    let known = Set(roles.map { $0.name.lowercased() })
    let own = (ticks ?? []).filter { !known.contains($0.lowercased()) }.sorted()
    options =
      roles.map { role in
        Option(value: role.name, title: "\(role.name)  (\(Count.words(role.members, "user")))")
      } + own.map { Option(value: $0, title: $0) }
  }

  mutating func toggle() {
    let found = found
    guard var ticks, found.indices.contains(cursor.index) else { return }
    let option = found[cursor.index]
    if ticks.remove(option.value) == nil { ticks.insert(option.value) }
    if !options.contains(where: { $0.value == option.value }) {
      options.append(Option(value: option.value, title: option.value))
      filter.set("")
    }
    self.ticks = ticks
  }
}
