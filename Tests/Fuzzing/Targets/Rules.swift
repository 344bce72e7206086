import Provisioning

private let someone = DirectoryUser(
  username: "ann", attributes: ["email": "ann@x.example", "department": "Sales", "n": "42"],
  roles: ["Staff", "NS-VPN"])

extension FuzzTarget {
  /// A template, and its value for somebody.
  static let template = FuzzTarget(name: "template") { bytes in
    let text = String(decoding: bytes, as: UTF8.self)
    guard let template = try? ValueTemplate(parsing: text) else { return nil }
    let value = template.text(for: someone)
    if value.utf8.count > 4 << 20 { return "the value has \(value.utf8.count) bytes" }
    if template.isConstant, !template.attributes.isEmpty { return "a constant reads attributes" }
    return (try? ValueTemplate(parsing: template.source)) == template ? nil : "it changed"
  }

  /// An operator (the first byte), its operand (the first line) and the value that is looked at;
  /// also as the expression and the name of a group.
  static let rule = FuzzTarget(name: "rule") { bytes in
    let text = String(decoding: bytes.dropFirst(), as: UTF8.self)
    let parts = text.split(separator: "\n", maxSplits: 2, omittingEmptySubsequences: false)
    let operand = String(parts.first ?? "")
    let value = String(parts.dropFirst().first ?? "")
    var user = someone
    user.attributes["x"] = value
    let comparisons: [Comparison] = [
      .matches(operand), .equals(operand), .contains(operand), .startsWith(operand),
      .endsWith(operand), .greaterThan(operand), .lessThan(operand), .isIn([operand, value]),
    ]
    let comparison = comparisons[Int(bytes.first ?? 0) % comparisons.count]
    if let condition = try? CompiledCondition(.attribute("x", comparison)) {
      _ = condition.matches(user)
      if case .equals = comparison, operand == value, !condition.matches(user), !value.isEmpty {
        return "\(value) is not itself"
      }
    }
    let name = String(parts.dropFirst(2).first ?? "$0")
    _ = try? GroupNaming(attribute: "x", matching: operand, name: name).groups(for: user)
    return nil
  }
}
