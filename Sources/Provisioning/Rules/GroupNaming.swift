/// A compiled `add_to_groups_named_by`: which groups the values of a user's attribute name.
public struct GroupNaming: Sendable, Hashable {
  /// The directory attribute, `roles` among them.
  public let attribute: String
  private let pattern: Pattern
  private let name: CaptureTemplate

  /// Compiles the parts of the action.
  ///
  /// - Parameters:
  ///   - attribute: the directory attribute whose values are looked at.
  ///   - matching: the regular expression; without an anchor it searches.
  ///   - name: the group's name, with `$1` for the first capture.
  ///   - rule: the name of the rule that it belongs to, for the error.
  public init(attribute: String, matching: String, name: String, rule: String = "")
    throws(RuleError)
  {
    self.attribute = attribute
    do {
      pattern = try Pattern(matching)
    } catch {
      throw RuleError(rule: rule, place: "`matching`", error)
    }
    do {
      self.name = try CaptureTemplate(name, groupCount: pattern.groupCount)
    } catch {
      throw RuleError(rule: rule, place: "`name`", error)
    }
  }

  /// The groups that a user's values name, in the order of the values, each once (ignoring case).
  /// A name that comes out empty, or of spaces alone, is left out.
  public func groups(for user: DirectoryUser) -> [String] {
    var seen: Set<String> = []
    return user.value(of: attribute).elements.compactMap { value in
      guard let captures = pattern.firstMatch(in: value) else { return nil }
      let group = name.text(for: captures)
      guard group.contains(where: { !$0.isWhitespace }) else { return nil }
      return seen.insert(group.lowercased()).inserted ? group : nil
    }
  }
}
