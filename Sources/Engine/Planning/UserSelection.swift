import Text
import Provisioning
import SCIM

/// Some users of the directory: by name, or by what their attributes are. It is what an admin looks
/// at alone, and lets go alone where a plan is over the limits.
public struct UserSelection: Sendable, Hashable {
  /// Only these; empty for everyone.
  public var usernames: [String]
  /// Only those whose attributes have all these values, ignoring case.
  public var attributes: [String: String]

  /// Everyone.
  public static let everyone = UserSelection()

  /// A selection.
  public init(usernames: [String] = [], attributes: [String: String] = [:]) {
    self.usernames = usernames
    self.attributes = attributes
  }

  /// Adds words as a task filter has them: `dept:Sales`, `title:Manager`, `status:suspended`; all of
  /// them must hold.
  ///
  /// - Throws: `EngineError.invalid` for a word without a name or a value.
  public mutating func add(words: [String]) throws(EngineError) {
    for word in words {
      let parts = word.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else {
        throw .invalid("'\(word)' selects nobody; write an attribute and its value: dept:Sales")
      }
      let name = parts[0].lowercased()
      attributes[name == "dept" ? "department" : name] = String(parts[1])
    }
  }

  /// Whether it is everyone.
  public var isEveryone: Bool { usernames.isEmpty && attributes.isEmpty }

  /// The selection in words, for people and the audit log.
  public var words: String {
    let words =
      usernames.map { "user:\($0)" }
      + attributes.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value)" }
    return words.isEmpty ? "all" : words.joined(separator: " ")
  }

  /// The selection as options of a command; `nil` for everyone.
  public var options: String? {
    let words =
      usernames.map { " --user \($0.quotedForShell)" }
      + attributes.sorted { $0.key < $1.key }.map {
        " --only \("\($0.key):\($0.value)".quotedForShell)"
      }
    return words.isEmpty ? nil : words.joined()
  }

  /// Whether the attributes are those of a user.
  func holds(_ user: DirectoryUser) -> Bool {
    attributes.allSatisfy { name, value in
      user.value(of: name).elements.contains { $0.lowercased() == value.lowercased() }
    }
  }
}

extension UserSelection {
  /// Pages of the users selected, or of everyone whom the app concerns.
  func pages(of app: AppRecord, in session: any StoreSession) throws
    -> (UserID) throws -> [UserID]
  {
    let named = try usernames.map { try session.anyone(named: $0).user.id }.sorted()
    let all: (UserID) throws -> [UserID] = { after in
      usernames.isEmpty
        ? try session.assignments.concernedUsers(app.id, after: after, limit: StorePage.size)
        : Array(named.filter { $0 > after }.prefix(StorePage.size))
    }
    if attributes.isEmpty { return all }
    return { after in
      var after = after
      while true {
        let page = try all(after)
        guard let last = page.last else { return [] }
        let users = try session.directory.users(page).filter { holds($0.user) }
        if !users.isEmpty { return users.map(\.user.id) }
        after = last
      }
    }
  }
}
