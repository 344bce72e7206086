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
  /// Texts that neither the name nor the error holds.
  var without: [String] = []
  /// What is wrong with it.
  var problem: String?

  /// Reads a filter; what cannot be read stands in `problem`.
  init(_ text: String) {
    for (word, mark) in text.markedWords {
      let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      if mark == .quoted {
        search.append(word)
      } else if mark == .not {
        leaveOut(word)
      } else if parts.count == 2, !parts[0].isEmpty {
        take(String(parts[0]).lowercased(), String(parts[1]))
      } else {
        takeWord(word)
      }
    }
  }

  /// A word that stands on rows as a status or an action is one; with `!` before it, it is not that.
  private mutating func takeWord(_ word: String) {
    let isNot = word.hasPrefix("!")
    let name = (isNot ? String(word.dropFirst()) : word).lowercased()
    if let status = TaskStatus(rawValue: name) {
      statuses += isNot ? TaskStatus.allCases.filter { $0 != status } : [status]
    } else if let action = TaskAction(rawValue: name) {
      actions += isNot ? TaskAction.allCases.filter { $0 != action } : [action]
    } else if isNot {
      leaveOut(String(word.dropFirst()))
    } else {
      search.append(word)
    }
  }

  private mutating func leaveOut(_ text: String) {
    if text.isEmpty {
      problem = "after ! comes what is left out: a status, an action, or a part of a name or error"
    } else {
      without.append(text)
    }
  }

  private mutating func take(_ key: String, _ value: String) {
    switch key {
    case "!status", "!action":
      let isKnown =
        TaskStatus(rawValue: value.lowercased()) != nil
        || TaskAction(rawValue: value.lowercased()) != nil
      guard isKnown else {
        problem = Self.unknown(
          value, String(key.dropFirst()),
          key == "!status"
            ? TaskStatus.allCases.map(\.rawValue) : TaskAction.allCases.map(\.rawValue))
        return
      }
      takeWord("!" + value)
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
    default:
      problem =
        "there is no filter \(key): (status, action, user, group, dept, age, or an attribute); quote it to find the text"
    }
    if value.isEmpty, problem == nil { problem = "\(key): needs a value" }
  }

  /// Whether the directory knows an attribute by this name.
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
    filter.without = Set(without)
    for (name, value) in attributes { filter.attributes[name] = value }
    return filter
  }

  /// The filter as it is typed.
  var text: String {
    let words =
      Self.words("status", statuses) + Self.words("action", actions)
      + attributes.map { "\($0.name == "department" ? "dept" : $0.name):\($0.value.quotedWord)" }
      + [
        user.isEmpty ? nil : "user:\(user.quotedWord)",
        group.isEmpty ? nil : "group:\(group.quotedWord)", age.isEmpty ? nil : "age:\(age)",
      ].compactMap { $0 }
    return (words + search.map(\.searchedWord) + without.map { "!" + $0.searchedWord }).joined(
      separator: " ")
  }

  /// Values of a key as they are typed: all but one as what it is not.
  private static func words<Value: RawRepresentable<String> & CaseIterable & Hashable>(
    _ key: String, _ values: [Value]
  ) -> [String] {
    let missing = Set(Value.allCases).subtracting(values)
    if missing.count == 1, let one = missing.first { return ["!\(key):\(one.rawValue)"] }
    return values.map { "\(key):\($0.rawValue)" }
  }

  static func == (a: TaskQuery, b: TaskQuery) -> Bool { a.text == b.text }
  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension String {
  /// How a word of a line is marked.
  fileprivate enum Mark {
    case none
    /// It begins with a quotation mark.
    case quoted
    /// It begins with one that stands behind a `!`.
    case not
  }

  /// The words of a line; quotation marks hold one together.
  var words: [String] { markedWords.map { ($0.mark == .not ? "!" : "") + $0.word } }

  /// The words of a line without their quotation marks, and how each is marked.
  fileprivate var markedWords: [(word: String, mark: Mark)] {
    var words: [(String, Mark)] = []
    var word = ""
    var isQuoted = false
    var isOpen = false
    var mark = Mark.none
    for character in self {
      if character == "\"" {
        if !isOpen { mark = .quoted }
        if word == "!", mark == .none { (word, mark) = ("", .not) }
        isQuoted.toggle()
        isOpen = true
      } else if character == " ", !isQuoted {
        if isOpen { words.append((word, mark)) }
        (word, isOpen, mark) = ("", false, .none)
      } else {
        word.append(character)
        isOpen = true
      }
    }
    return isOpen ? words + [(word, mark)] : words
  }

  /// The text as a word to search for, quoted where it would mean something else.
  fileprivate var searchedWord: String {
    let isPlain =
      !contains(":") && !hasPrefix("!") && TaskStatus(rawValue: lowercased()) == nil
      && TaskAction(rawValue: lowercased()) == nil
    return isPlain ? quotedWord : "\"\(filter { $0 != "\"" })\""
  }

  /// The text as one word of such a line.
  var quotedWord: String {
    let text = filter { $0 != "\"" }
    return text.contains(" ") || text.isEmpty ? "\"\(text)\"" : text
  }
}
