/// Which rules match a user. Most rules of an app with many ask whether one attribute is one text: for
/// those a value is folded once for each user, and not once for each rule.
struct RuleMatching: Sendable {
  private struct Equality: Sendable {
    /// The place of the attribute among those that are asked for.
    let attribute: Int
    let text: FoldedText
  }

  /// The attributes of which rules ask whether they are a text.
  private let attributes: [String]
  /// For each rule, what alone it asks for; `nil` where it asks for anything else.
  private let equalities: [Equality?]

  init(_ rules: [CompiledRule]) {
    var attributes: [String] = []
    equalities = rules.map { rule in
      guard let (name, text) = rule.condition.equality else { return nil }
      let place = attributes.firstIndex(of: name) ?? attributes.count
      if place == attributes.count { attributes.append(name) }
      return Equality(attribute: place, text: text)
    }
    self.attributes = attributes
  }

  /// Calls its argument for each rule that matches a user, in order, until it returns `false`.
  func forEach(of rules: [CompiledRule], for user: DirectoryUser, _ body: (CompiledRule) -> Bool) {
    let values = attributes.map { user.value(of: $0).elements.map(FoldedText.init) }
    for (rule, equality) in zip(rules, equalities) {
      let matches =
        equality.map { values[$0.attribute].contains($0.text) } ?? rule.condition.matches(user)
      if matches, !body(rule) { return }
    }
  }
}
