import Text
import Provisioning

/// The words by which exports say whether a person is active.
enum StatusWords {
  /// What words mean, and whose they are.
  typealias Row = (status: UserStatus, source: KnownColumn.Source, words: [String])

  /// The table. Words are compared as names of columns are. Who is locked out or has to change a
  /// password is active: that heals by itself, and must deprovision nobody.
  static let table: [Row] = [
    (.active, .common, ["active", "enabled"]),
    (.suspended, .common, ["suspended", "disabled", "inactive", "blocked", "deactivated"]),
    (.active, .okta, ["PROVISIONED", "RECOVERY", "LOCKED_OUT", "PASSWORD_EXPIRED"]),
    (.suspended, .okta, ["STAGED", "DEPROVISIONED"]),
    (
      .active, .oneLogin,
      [
        "Locked", "Password expired", "Awaiting password reset", "Password pending",
        "Security questions required",
      ]
    ),
    (.suspended, .oneLogin, ["Unactivated"]),
    (.suspended, .google, ["Archived"]),
    (.active, .workday, ["On leave"]),
    (.suspended, .workday, ["Terminated"]),
  ]

  /// The words for yes and no, which mean what the column asks.
  static let yes = ["true", "yes", "y", "1"]
  /// As ``yes``.
  static let no = ["false", "no", "n", "0"]

  private static let byWord = Dictionary(
    table.flatMap { row in row.words.map { (ColumnName.folded($0), row.status) } },
    uniquingKeysWith: { first, _ in first })

  /// Reads what a column says; nothing at all is active.
  static func read(_ text: String, as sense: StatusSense) -> Checked<UserStatus> {
    if text.isEmpty { return .right(.active) }
    let word = ColumnName.folded(text)
    switch sense {
    case .flags:
      guard let flags = Int64(text) else {
        return .wrong(
          "\(text.quotedForPeople) is not a userAccountControl, which is a whole number such as 512"
        )
      }
      return .right(flags & 2 == 0 ? .active : .suspended)
    case .active, .inactive:
      if let status = byWord[word] { return .right(status) }
      let isYes = yes.contains(word)
      guard isYes || no.contains(word) else { return .wrong(unknown(text)) }
      return .right(isYes == (sense == .active) ? .active : .suspended)
    }
  }

  private static func unknown(_ text: String) -> String {
    let words = { (status: UserStatus) in
      table.filter { $0.status == status }.flatMap(\.words).dropFirst()
        .map { "`\($0.lowercased())`" }.joined(separator: ", ")
    }
    return
      "\(text.quotedForPeople) is not a status; write `active` or `suspended`: \(words(.active)) "
      + "are known as active, \(words(.suspended)) as suspended, and yes or no in several words"
  }
}
