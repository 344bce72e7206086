import Engine
import Provisioning

/// A filter as it is typed: `status:pending action:create dept:Sales age:1d ann`.
struct TaskQuery: Sendable, Hashable {
  var statuses: [TaskStatus] = []
  var actions: [TaskAction] = []
  var user = ""
  var group = ""
  /// At most so old: `30m`, `2h`, `7d`.
  var age = ""
  /// Directory attributes and their values.
  var attributes: [(name: String, value: String)] = []
  /// Words that the name or the error holds.
  var search: [String] = []
  /// What is wrong with it.
  var problem: String?

  /// Reads a filter; what cannot be read stands in `problem`.
  init(_ text: String) {
    for word in text.words {
      let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty else {
        search.append(word)
        continue
      }
      take(String(parts[0]).lowercased(), String(parts[1]))
    }
  }

  private mutating func take(_ key: String, _ value: String) {
    switch key {
    case "status":
      guard let status = TaskStatus(rawValue: value.lowercased()) else {
        problem = Self.unknown(value, "status", TaskStatus.allCases.map(\.rawValue))
        return
      }
      statuses.append(status)
    case "action":
      guard let action = TaskAction(rawValue: value.lowercased()) else {
        problem = Self.unknown(value, "action", TaskAction.allCases.map(\.rawValue))
        return
      }
      actions.append(action)
    case "user": user = value
    case "group": group = value
    case "age":
      age = value
      if Self.seconds(value) == nil { problem = "an age is written as 30m, 2h or 7d" }
    case "dept": attributes.append(("department", value))
    case let name where Self.isAttribute(name): attributes.append((name, value))
    default: search.append("\(key):\(value)")
    }
    if value.isEmpty, problem == nil { problem = "\(key): needs a value" }
  }

  /// A word with a colon that is no attribute is searched for as it is.
  private static func isAttribute(_ name: String) -> Bool {
    DirectoryUser.knownAttributes.contains(name)
  }

  private static func unknown(_ value: String, _ what: String, _ known: [String]) -> String {
    let starts = known.filter { $0.hasPrefix(value.lowercased()) }
    return
      "no \(what) is called \(value): \((starts.isEmpty ? known : starts).joined(separator: ", "))"
  }

  static func seconds(_ text: String) -> Double? {
    let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800]
    guard let unit = text.last, let scale = units[unit], let number = Int(text.dropLast()),
      (1...100_000).contains(number)
    else { return nil }
    return Double(number) * scale
  }

  /// The filter for the store.
  func filter(app: AppID?, now: Double) -> TaskFilter {
    var filter = TaskFilter(
      app: app, statuses: Set(statuses), actions: Set(actions), user: user.isEmpty ? nil : user,
      search: search.isEmpty ? nil : search.joined(separator: " "),
      since: Self.seconds(age).map { (now - $0).rounded() })
    filter.group = group.isEmpty ? nil : group
    for (name, value) in attributes { filter.attributes[name] = value }
    return filter
  }

  /// The filter as it is typed.
  var text: String {
    let words =
      statuses.map { "status:\($0.rawValue)" } + actions.map { "action:\($0.rawValue)" }
      + attributes.map { "\($0.name == "department" ? "dept" : $0.name):\($0.value.quotedWord)" }
      + [
        user.isEmpty ? nil : "user:\(user.quotedWord)",
        group.isEmpty ? nil : "group:\(group.quotedWord)", age.isEmpty ? nil : "age:\(age)",
      ].compactMap { $0 }
    return (words + search.map(\.quotedWord)).joined(separator: " ")
  }

  static func == (a: TaskQuery, b: TaskQuery) -> Bool { a.text == b.text }
  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension String {
  /// The words of a line; quotation marks hold one together.
  var words: [String] {
    var words: [String] = []
    var word = ""
    var isQuoted = false
    var isOpen = false
    for character in self {
      if character == "\"" {
        isQuoted.toggle()
        isOpen = true
      } else if character == " ", !isQuoted {
        if isOpen { words.append(word) }
        (word, isOpen) = ("", false)
      } else {
        word.append(character)
        isOpen = true
      }
    }
    return isOpen ? words + [word] : words
  }

  /// The text as one word of such a line.
  var quotedWord: String {
    let text = filter { $0 != "\"" }
    return text.contains(" ") || text.isEmpty ? "\"\(text)\"" : text
  }
}
