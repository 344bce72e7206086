import Text
import Provisioning
import SCIM
import Yams

extension NodeReader {
  /// Whether a node is YAML's null: nothing at all, `~` or `null` without quotes.
  static func isNull(_ node: Node) -> Bool {
    guard let scalar = node.scalar, scalar.style == .plain else { return false }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  /// The parameters of an app or of a vendor's profile.
  func parameters(_ node: Node) -> [Parameter] {
    if Self.isNull(node) { return [] }
    return assignments(node, of: "`parameters`", takesAccounts: true).map {
      Parameter(path: $0.path, value: $0.value, isAccountOf: $0.isAccountOf)
    }
  }

  /// SCIM paths and their values, in their order.
  ///
  /// - Parameters:
  ///   - areTemplates: whether the values are templates, or texts to compare with.
  ///   - takesAccounts: whether `{ account_of: TEMPLATE }` is a value too.
  func assignments(
    _ node: Node, of what: String, areTemplates: Bool = true, takesAccounts: Bool = false
  ) -> [(path: String, value: String?, isAccountOf: Bool)] {
    guard let entries = entries(node, of: what) else { return [] }
    var seen: [String: Int] = [:]
    return entries.compactMap { entry in
      let path = path(entry.name, entry.key)
      let account = takesAccounts ? accountOf(entry) : nil
      let value = value(account ?? entry, isTemplate: areTemplates)
      guard let path, let value else { return nil }
      if let line = seen.updateValue(entry.key.mark?.line ?? 1, forKey: path.lowercased()) {
        fail(
          entry.key,
          "\(entry.name.quotedForPeople) repeats the attribute of line \(line); keep one of the two"
        )
      }
      return (entry.name, value, account != nil)
    }
  }

  /// What stands in `{ account_of: … }`; `nil` where the value is no such mapping.
  private func accountOf(_ entry: Entry) -> Entry? {
    guard let mapping = entry.value.mapping,
      mapping.keys.contains(where: { $0.scalar?.string == "account_of" }),
      let fields = fields(
        entry.value, of: "the value of \(entry.name.quotedForPeople)", known: ["account_of"]),
      let inner = fields["account_of"]
    else { return nil }
    return Entry(name: entry.name, key: entry.key, value: inner)
  }

  /// The path of an app attribute in its own spelling; `nil` where it is none.
  func path(_ text: String, _ node: Node) -> String? {
    if text.utf8.contains(0) {
      fail(node, "the attribute's name contains a NUL character; remove it")
      return nil
    }
    do {
      let path = try AttributePath(parsing: text)
      if !path.isWholeSchema { return path.description }
      fail(node, "\(text.quotedForPeople) names a whole schema; add `:` and the attribute")
    } catch {
      let before = String(decoding: text.utf8.prefix(error.offset), as: UTF8.self)
      fail(
        node, character: before.count,
        "\(text.quotedForPeople) is not a SCIM path: \(error.reason); write it like `userName`, "
          + "`name.givenName` or `emails[type eq \"work\"].value`")
    }
    return nil
  }

  /// The text of a value, `.some(nil)` for null, `nil` where it is none.
  private func value(_ entry: Entry, isTemplate: Bool) -> String?? {
    let node = entry.value
    let what = "the value of \(entry.name.quotedForPeople)"
    if Self.isNull(node) { return .some(nil) }
    guard let text = text(node, of: what, mayBeEmpty: true) else { return nil }
    guard isTemplate else { return text }
    do {
      _ = try ValueTemplate(parsing: text)
      // What RFC 7643 says of the attribute; the app's own schema is looked at when the file is applied.
      if let parameter = try? CompiledParameter(entry.name, text, schemas: .user),
        let problem = parameter.constantProblem
      {
        fail(node, "\(problem); write such a value, or a template that gives one")
        return nil
      }
      return text
    } catch {
      let advice = error.suggestion.map { "; \($0)" } ?? ""
      fail(node, character: error.column - 1, "\(what): \(error.reason)\(advice)")
      return nil
    }
  }

  /// Notes what is wrong with a regular expression or an operand, at its place.
  func fail(_ node: Node, of what: String, _ error: PatternError) {
    fail(node, character: error.column - 1, "\(what): \(error.reason); \(error.advice)")
  }
}
