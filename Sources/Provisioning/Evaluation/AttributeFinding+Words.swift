import Text
import SCIM

extension AttributeFinding {
  /// The finding in words: what the app does, the accounts that showed it, and the latest example.
  public var sentence: String {
    var parts = [isLearned ? learned : suspected, accounts]
    if let last = evidence.last, !last.name.isEmpty {
      parts[1] += ", last \(DateTime.text(last.at).prefix(10))"
      parts.append("sent \(Self.words(last.sent)), shows \(Self.words(last.shown))")
    }
    return "\(parts[0]): " + parts.dropFirst().joined(separator: "; ")
  }

  private var learned: String {
    isComputed ? "this app puts its own value there" : "not kept by this app"
  }

  private var suspected: String {
    "\(learned), perhaps (\(Self.accountsNeeded) accounts have to show it)"
  }

  private var accounts: String {
    let names = evidence.map(\.name).filter { !$0.isEmpty }
    guard !names.isEmpty else { return "seen by an earlier version of usher" }
    let shown = names.map { $0.visible(upTo: 40) }.joined(separator: ", ")
    return "seen on \(names.count) account\(names.count == 1 ? "" : "s") (\(shown))"
  }

  private static func words(_ value: JSONValue?) -> String {
    guard let value, !value.isUnassigned else { return "nothing" }
    return "'\((value.scalarText ?? value.text).visible(upTo: 60))'"
  }
}
