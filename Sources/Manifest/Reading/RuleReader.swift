import Text
import Provisioning
import Yams

/// Reads an app's rules.
struct RuleReader {
  let nodes: NodeReader

  /// The rules of an app in their order.
  func rules(_ node: Node) -> [Rule] {
    var seen: [String: Int] = [:]
    return nodes.elements(node, of: "`rules`", allowsNull: true).compactMap { rule($0, &seen) }
  }

  private func rule(_ node: Node, _ seen: inout [String: Int]) -> Rule? {
    let keys = ["name", "when", "then", "tests"]
    guard let fields = nodes.fields(node, of: "a rule", known: keys) else { return nil }
    let name = nodes.required("name", in: fields, of: "the rule").flatMap { node in
      let name = nodes.text(node, of: "`name`")
      if let name { nodes.note(name, at: node, as: "a rule", in: &seen) }
      return name
    }
    let when = nodes.required("when", in: fields, of: "the rule").flatMap {
      ConditionReader(nodes: nodes).condition($0, depth: 0)
    }
    let then = nodes.required("then", in: fields, of: "the rule").map { actions($0) }
    let tests = fields["tests"].map { self.tests($0) } ?? []
    guard let name, let when, let then else { return nil }
    return Rule(name: name, when: when, then: then, tests: tests)
  }

  // MARK: Actions

  private static let actionKeys = [
    "add_to_group", "add_to_groups_named_by", "set", "do_not_provision",
  ]

  private func actions(_ node: Node) -> [RuleAction] {
    let elements = nodes.elements(node, of: "`then`", allowsNull: false)
    if elements.isEmpty, node.sequence != nil {
      nodes.fail(node, "`then` has no action; write at least one")
    }
    return elements.flatMap { action($0) }
  }

  private func action(_ node: Node) -> [RuleAction] {
    if let word = node.scalar?.string {
      if word == "do_not_provision" { return [.doNotProvision] }
      let near = nearestName(to: word, in: Self.actionKeys).map { "; did you mean `\($0)`?" }
      let all = "; the actions are " + Self.actionKeys.map { "`\($0)`" }.joined(separator: ", ")
      nodes.fail(node, "\(word.quotedForPeople) is not an action\(near ?? all)")
      return []
    }
    guard let fields = nodes.fields(node, of: "an action", known: Self.actionKeys) else {
      return []
    }
    guard fields.names.count == 1, let name = fields.names.first, let value = fields[name] else {
      if fields.names.count > 1 {
        nodes.fail(node, "an action does one thing; begin each with a `-` of its own")
      } else if node.mapping?.isEmpty == true {
        nodes.fail(node, "an action is empty; write what to do")
      }
      return []
    }
    switch name {
    case "add_to_group": return addToGroup(value).map { [$0] } ?? []
    case "add_to_groups_named_by": return groupsNamedBy(value).map { [$0] } ?? []
    case "set":
      let assignments = nodes.assignments(value, of: "`set`")
      if assignments.isEmpty, value.mapping?.isEmpty == true {
        nodes.fail(value, "`set` sets nothing; write an attribute and its value")
      }
      return assignments.map { .set(path: $0.path, value: $0.value) }
    default:
      if nodes.bool(value, of: "`do_not_provision`") == false {
        nodes.fail(value, "`do_not_provision` cannot be `false`; remove the action")
      }
      return [.doNotProvision]
    }
  }

  private func addToGroup(_ node: Node) -> RuleAction? {
    if node.scalar != nil {
      return nodes.text(node, of: "`add_to_group`").map { .addToGroup(name: $0, create: false) }
    }
    guard let fields = nodes.fields(node, of: "`add_to_group`", known: ["name", "create"]) else {
      return nil
    }
    let name = nodes.required("name", in: fields, of: "`add_to_group`")
      .flatMap { nodes.text($0, of: "`name`") }
    let create = fields["create"].map { nodes.bool($0, of: "`create`") ?? false } ?? false
    return name.map { .addToGroup(name: $0, create: create) }
  }

  private func groupsNamedBy(_ node: Node) -> RuleAction? {
    let what = "`add_to_groups_named_by`"
    let keys = ["attribute", "matching", "name", "create"]
    guard let fields = nodes.fields(node, of: what, known: keys) else { return nil }
    let attribute = nodes.required("attribute", in: fields, of: what)
      .flatMap { nodes.text($0, of: "`attribute`") }
    let matching = nodes.required("matching", in: fields, of: what)
      .flatMap { node in nodes.text(node, of: "`matching`").flatMap { pattern($0, node) } }
    let nameNode = nodes.required("name", in: fields, of: what)
    let name = nameNode.flatMap { nodes.text($0, of: "`name`") }
    let create = fields["create"].map { nodes.bool($0, of: "`create`") ?? false } ?? false
    guard let attribute, let matching, let name, let nameNode else { return nil }
    do {
      _ = try GroupNaming(attribute: attribute, matching: matching, name: name)
    } catch {
      nodes.fail(nameNode, "\(error.reason); \(error.advice)")
    }
    return .addToGroupsNamedBy(
      attribute: attribute, matching: matching, name: name, create: create)
  }

  /// The text of a regular expression, if it is one.
  private func pattern(_ text: String, _ node: Node) -> String? {
    do {
      return try Pattern(text).source
    } catch {
      nodes.fail(node, of: "`matching`", error)
      return nil
    }
  }

  // MARK: Tests

  private func tests(_ node: Node) -> [RuleTest] {
    nodes.elements(node, of: "`tests`", allowsNull: true).compactMap { test($0) }
  }

  private func test(_ node: Node) -> RuleTest? {
    let keys = ["user", "groups", "attributes", "provisioned"]
    guard let fields = nodes.fields(node, of: "a test", known: keys),
      let userNode = nodes.required("user", in: fields, of: "the test"),
      var test = testUser(userNode)
    else { return nil }
    test.groups = fields["groups"].map { nodes.texts($0, of: "`groups`", allowsNull: false) }
    if let node = fields["attributes"] { test.attributes = expected(node) }
    test.provisioned = fields["provisioned"].flatMap { nodes.bool($0, of: "`provisioned`") }
    if fields.names == ["user"] {
      nodes.fail(node, "the test expects nothing; add `groups`, `attributes` or `provisioned`")
    }
    return test
  }

  private func testUser(_ node: Node) -> RuleTest? {
    guard let entries = nodes.entries(node, of: "`user`") else { return nil }
    var test = RuleTest(user: [:])
    for entry in entries {
      if entry.name == "roles" {
        test.roles = nodes.texts(entry.value, of: "`roles`")
      } else if entry.name == "status" {
        let status = nodes.word(entry.value, of: "`status`", among: UserStatus.allCases)
        test.user[entry.name] = status?.rawValue
      } else {
        let what = "the value of \(entry.name.quotedForPeople)"
        test.user[entry.name] = nodes.text(entry.value, of: what, mayBeEmpty: true)
      }
    }
    return test
  }

  private func expected(_ node: Node) -> [String: String?] {
    let assignments = nodes.assignments(node, of: "`attributes`", areTemplates: false)
    return Dictionary(assignments.map { ($0.path, $0.value) }) { first, _ in first }
  }
}
