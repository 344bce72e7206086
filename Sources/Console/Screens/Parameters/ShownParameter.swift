import Provisioning
import Screen

/// A parameter as the list shows it.
struct ShownParameter: Sendable, Hashable {
  var path: String
  var value: String?
  var isOwn: Bool
  var isRequired: Bool
  var isDraft: Bool
  /// What the app was seen to do with it.
  var finding: AttributeFinding?
  var isAccountOf = false

  /// What kind of value it has.
  var kind: String {
    guard let value else { return "left alone" }
    if let finding, finding.isLearned { return finding.isComputed ? "the app's" : "not kept" }
    guard let template = try? ValueTemplate(parsing: value) else { return "WRONG" }
    if isAccountOf { return "account of" }
    if template.isConstant { return "constant" }
    let inner = value.dropFirst(2).dropLast(2).filter { $0 != " " }
    return template.attributes.contains(String(inner)) ? "attribute" : "template"
  }

  /// How the row stands out.
  var role: Role {
    if kind == "WRONG" { return .error }
    return finding?.isLearned == true ? .warning : .text
  }

  /// The value for a user, on a day.
  func sample(_ user: DirectoryUser?, on today: String) -> String {
    guard let user, let value, let template = try? ValueTemplate(parsing: value) else { return "" }
    return template.text(for: user, on: today)
  }
}
