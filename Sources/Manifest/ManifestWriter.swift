import Text
import Provisioning

/// Writes apps in the order and the style of the documentation's example.
struct ManifestWriter {
  private var lines: [String] = []
  private let notes: [AppNote]

  /// - Parameter notes: what is written as comments.
  init(notes: [AppNote] = []) { self.notes = notes }

  /// The whole file.
  func text(of file: ManifestFile) -> String {
    var writer = self
    writer.write(file.directory)
    writer.write(file.sources)
    if case .some(let notify) = file.notify {
      if let notify { writer.write(notify) } else { writer.line(0, "notify: null") }
    }
    writer.line(0, file.apps.isEmpty ? "apps: []" : "apps:")
    for app in file.apps { writer.write(app) }
    writer.comment(0, .end)
    return writer.lines.joined(separator: "\n") + "\n"
  }

  private mutating func write(_ directory: DirectorySettings.Change) {
    if let columns = directory.columns {
      line(0, columns.isEmpty ? "columns: {}" : "columns:")
      for (header, attribute) in columns.sorted(by: { $0.key < $1.key }) {
        entry(1, header, attribute.isEmpty ? "null" : YAMLText.block(attribute))
      }
    }
    if let identity = directory.identity { line(0, "identity: \(YAMLText.list(identity))") }
    if let zone = directory.timeZone {
      line(0, "time_zone: \(zone.map(YAMLText.block) ?? "null")")
    }
  }

  private mutating func write(_ app: AppDefinition) {
    line(1, "- name: \(YAMLText.block(app.name))")
    line(2, "template: \(YAMLText.block(app.vendor.name))")
    comment(2, .app)
    write(app.connection)
    write(app.provisioning)
    if !app.roles.isEmpty { line(2, "roles: \(YAMLText.list(app.roles))") }
    comment(2, .parameters)
    if !app.parameters.isEmpty {
      line(2, "parameters:")
      for parameter in app.parameters {
        comment(3, .parameter(parameter.path))
        let value = parameter.value.map(YAMLText.quoted)
        entry(
          3, parameter.path,
          value.map { parameter.isAccountOf ? "{ account_of: \($0) }" : $0 } ?? "null")
      }
    }
    comment(2, .rules)
    if !app.rules.isEmpty {
      line(2, "rules:")
      for rule in app.rules {
        comment(3, .rule(rule.name))
        write(rule)
      }
    }
  }

  private mutating func write(_ connection: ConnectionSettings) {
    comment(2, .connection)
    line(2, "connection:")
    line(3, "base_url: \(YAMLText.block(connection.baseURL))")
    if let token = connection.token { line(3, "token: { \(Self.text(token)) }") }
    if let enabled = connection.enabled { line(3, "enabled: \(enabled)") }
    if let timeout = connection.timeout { line(3, "timeout: \(Self.duration(timeout))") }
    if let concurrency = connection.concurrency { line(3, "concurrency: \(concurrency)") }
    if let limit = connection.rateLimit { line(3, "rate_limit: \(Self.number(limit))") }
    if let members = connection.membersPerPatch { line(3, "members_per_patch: \(members)") }
    if let window = connection.visibilityWindow {
      line(3, "visibility_window: \(Self.window(window))")
    }
    if let environment = connection.environment {
      line(3, "environment: \(environment.rawValue)")
    }
    if let match = connection.match { line(3, "match: \(YAMLText.list(match))") }
    if let file = connection.caFile { line(3, "ca_file: \(YAMLText.block(file))") }
  }

  private mutating func write(_ policy: ProvisioningPolicy) {
    comment(2, .provisioning)
    line(2, "provisioning:")
    line(3, "enabled: \(policy.enabled)")
    let approve = ApprovalKind.allCases.filter(policy.approve.contains).map(\.rawValue)
    line(3, "approve: \(YAMLText.list(approve))")
    let rights = [
      policy.approvals.by.isEmpty ? nil : "by: \(YAMLText.list(policy.approvals.by))",
      policy.approvals.notByRequester ? "not_by_requester: true" : nil,
    ].compactMap { $0 }
    if !rights.isEmpty { line(3, "approvals: { \(rights.joined(separator: ", ")) }") }
    line(3, "when_deleted: \(policy.whenDeleted.rawValue)")
    line(3, "when_suspended: \(policy.whenSuspended.rawValue)")
    let limits = [
      policy.limits.deletions.map { "deletions: \($0)" },
      policy.limits.share.map { "share: \(Self.share($0))" },
      policy.limits.memberships.map { "memberships: \(Self.share($0))" },
      policy.limits.window.map { "window: \(Self.window($0))" },
    ].compactMap { $0 }
    if !limits.isEmpty { line(3, "limits: { \(limits.joined(separator: ", ")) }") }
  }

  private mutating func write(_ rule: Rule) {
    line(3, "- name: \(YAMLText.block(rule.name))")
    line(4, "when: \(Self.text(rule.when))")
    if rule.then == [.doNotProvision] {
      line(4, "then: [ do_not_provision ]")
    } else {
      line(4, rule.then.isEmpty ? "then: []" : "then:")
      for action in rule.then { line(5, "- \(Self.text(action))") }
    }
    if !rule.tests.isEmpty {
      line(4, "tests:")
      for test in rule.tests { write(test) }
    }
  }

  private mutating func write(_ test: RuleTest) {
    // The username comes first, as people write it; the rest by name.
    let others = test.user.keys.filter { $0 != "username" }.sorted()
    let names = test.user.keys.filter { $0 == "username" } + others
    var user = names.map { (name: $0, value: YAMLText.flow(test.user[$0] ?? "")) }
    if !test.roles.isEmpty { user.append((name: "roles", value: YAMLText.list(test.roles))) }
    line(5, "- user: \(YAMLText.mapping(user))")
    if let groups = test.groups { line(6, "groups: \(YAMLText.list(groups))") }
    if !test.attributes.isEmpty {
      let values = test.attributes.sorted { $0.key < $1.key }
        .map { (name: $0.key, value: $0.value.map(YAMLText.quoted) ?? "null") }
      line(6, "attributes: \(YAMLText.mapping(values))")
    }
    if let provisioned = test.provisioned { line(6, "provisioned: \(provisioned)") }
  }

  mutating func line(_ depth: Int, _ text: String) {
    lines.append(String(repeating: "  ", count: depth) + text)
  }

  /// The notes about a place, a comment each.
  private mutating func comment(_ depth: Int, _ place: AppNote.Place) {
    for note in notes where note.place == place {
      line(depth, "# " + note.comment.visible(upTo: 1_000))
    }
  }

  /// A key and its value on a line of their own.
  mutating func entry(_ depth: Int, _ name: String, _ value: String) {
    let key = YAMLText.block(name)
    guard YAMLText.isLongKey(key) else { return line(depth, "\(key): \(value)") }
    line(depth, "? \(key)")
    line(depth, ": \(value)")
  }
}

extension ManifestWriter {
  static func text(_ token: TokenSource) -> String {
    switch token {
    case .environment(let name): "env: \(YAMLText.flow(name))"
    case .file(let path): "file: \(YAMLText.flow(path))"
    case .command(let words): "command: \(YAMLText.list(words))"
    case .credential(let name): "credential: \(YAMLText.flow(name))"
    }
  }

  private static func text(_ action: RuleAction) -> String {
    switch action {
    case .addToGroup(let name, let create):
      return "add_to_group: { name: \(YAMLText.flow(name)), create: \(create) }"
    case .addToGroupsNamedBy(let attribute, let matching, let name, let create):
      return "add_to_groups_named_by: { attribute: \(YAMLText.flow(attribute)), "
        + "matching: \(YAMLText.quoted(matching)), name: \(YAMLText.quoted(name)), "
        + "create: \(create) }"
    case .set(let path, let value):
      return "set: " + YAMLText.mapping([(path, value.map(YAMLText.quoted) ?? "null")])
    case .doNotProvision: return "do_not_provision"
    }
  }

  private static func text(_ condition: Condition) -> String {
    switch condition {
    case .all(let conditions): return "{ all: \(list(conditions)) }"
    case .any(let conditions): return "{ any: \(list(conditions)) }"
    case .role(let name): return "{ role: \(YAMLText.flow(name)) }"
    case .attribute(let name, let comparison):
      return "{ attribute: \(YAMLText.flow(name)), \(text(comparison)) }"
    }
  }

  private static func list(_ conditions: [Condition]) -> String {
    if conditions.isEmpty { return "[]" }
    return "[ " + conditions.map { text($0) }.joined(separator: ", ") + " ]"
  }

  private static func text(_ comparison: Comparison) -> String {
    switch comparison {
    case .equals(let text): "is: \(YAMLText.flow(text))"
    case .notEquals(let text): "is_not: \(YAMLText.flow(text))"
    case .contains(let text): "contains: \(YAMLText.flow(text))"
    case .doesNotContain(let text): "does_not_contain: \(YAMLText.flow(text))"
    case .startsWith(let text): "starts_with: \(YAMLText.flow(text))"
    case .endsWith(let text): "ends_with: \(YAMLText.flow(text))"
    case .matches(let pattern): "matches: \(YAMLText.quoted(pattern))"
    case .doesNotMatch(let pattern): "does_not_match: \(YAMLText.quoted(pattern))"
    case .isIn(let texts): "in: \(YAMLText.list(texts))"
    case .isEmpty(let wanted): "is_empty: \(wanted)"
    case .greaterThan(let bound): "greater_than: \(YAMLText.flow(bound))"
    case .lessThan(let bound): "less_than: \(YAMLText.flow(bound))"
    }
  }

  // MARK: Numbers

  static func duration(_ seconds: Double) -> String {
    let milliseconds = (seconds * 1000).rounded()
    if seconds < 1, milliseconds >= 1, milliseconds / 1000 == seconds {
      return "\(number(milliseconds))ms"
    }
    return "\(number(seconds))s"
  }

  static func window(_ seconds: Double) -> String {
    if seconds == 0 { return "0" }
    let units = [("d", 86_400.0), ("h", 3600), ("m", 60)]
    let unit = units.first { seconds.truncatingRemainder(dividingBy: $0.1) == 0 }
    return "\(number(seconds / (unit?.1 ?? 1)))\(unit?.0 ?? "s")"
  }

  static func share(_ share: Double) -> String {
    let percent = (share * 100_000).rounded() / 1000
    return percent / 100 == share ? "\(number(percent))%" : number(share)
  }

  static func number(_ number: Double) -> String {
    Int64(exactly: number).map { String($0) } ?? String(number)
  }
}
