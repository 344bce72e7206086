import Text
public import Provisioning

/// What is supposed of one person, without being stored: other attributes, roles, a date, or rules
/// that are not saved.
public struct Supposition: Sendable, Hashable {
  /// Values by key, as `usher users set` takes them.
  public var values: [String: String]
  /// Roles that the person would hold as well.
  public var adding: [String]
  /// Roles that the person would not hold.
  public var removing: [String]
  /// When it is; `nil`: now.
  public var date: DirectoryDate?
  /// Settings that stand for the stored ones of the apps of the same names.
  public var settings: [AppDefinition]

  /// A supposition; nothing is supposed where nothing is said.
  public init(
    values: [String: String] = [:], adding: [String] = [], removing: [String] = [],
    date: DirectoryDate? = nil, settings: [AppDefinition] = []
  ) {
    self.values = values
    self.adding = adding
    self.removing = removing
    self.date = date
    self.settings = settings
  }

  /// A supposition in words, each one thing: `department=Sales`, `+VPN` and `-VPN` for roles,
  /// `on:2027-01-01` for the date.
  ///
  /// - Throws: `EngineError.invalid` for a word that is none of these.
  public init(words: [String], settings: [AppDefinition] = []) throws(EngineError) {
    self.init(settings: settings)
    for word in words {
      if word.hasPrefix("+"), word.count > 1 {
        adding.append(String(word.dropFirst()))
      } else if word.hasPrefix("-"), word.count > 1 {
        removing.append(String(word.dropFirst()))
      } else if word.lowercased().hasPrefix("on:") {
        guard let date = DirectoryDate(String(word.dropFirst(3))) else {
          throw .invalid("'\(word)' is no date; write on:2027-01-01")
        }
        self.date = date
      } else if let equals = word.firstIndex(of: "="), equals != word.startIndex {
        values[String(word[..<equals])] = String(word[word.index(after: equals)...])
      } else {
        throw .invalid(
          "'\(word)' supposes nothing; write key=value, +role, -role or on:2027-01-01")
      }
    }
  }

  /// Whether nothing is supposed.
  public var isEmpty: Bool {
    values.isEmpty && adding.isEmpty && removing.isEmpty && date == nil && settings.isEmpty
  }

  /// Changes a person to what is supposed.
  func change(_ person: inout DirectoryUser) throws {
    for (key, value) in values.sorted(by: { $0.key < $1.key }) { try person.set(key, value) }
    person.roles.removeAll { role in removing.contains { $0.isSame(as: role) } }
    for role in adding where !person.holds(role: role) { person.roles.append(role) }
    person.roles.sort()
  }
}
