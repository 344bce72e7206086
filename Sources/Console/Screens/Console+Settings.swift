import Engine
import Provisioning
import Screen

extension Console {
  private static let noApp: [(Role, String)] = [
    (.heading, "No app is set up yet."),
    (.text, ""),
    (.text, "e opens a file in your editor: base URL, token source, policy, parameters, rules."),
    (.text, "Saved and closed, it is checked and applied; nothing is sent."),
  ]

  var connectionLines: [(Role, String)] {
    guard let app = app?.app else { return Self.noApp }
    let connection = app.definition.connection
    let ways = app.ways
    let rate = ways.rateLimit > 0 ? "\(ways.rateLimit) requests a second" : "what the app asks for"
    return [
      (.heading, "Connection of \(app.name)"),
      (.text, ""),
      (.text, "Base URL     \(connection.baseURL)"),
      (.text, "Token        \(Self.words(connection.token))"),
      (.text, "TLS          \(connection.caFile ?? "the system's certificates")"),
      (.text, "Timeout      \(Int(ways.timeout)) s"),
      (.text, "Concurrency  \(ways.concurrency)"),
      (.text, "Rate         \(rate)"),
      (.text, ""),
      (
        app.api.state == .failed ? .error : app.api.state == .enabled ? .success : .muted,
        "API status   \(app.api.state.rawValue.uppercased())"
      ),
      (.text, "             \(app.api.detail)"),
    ] + app.template.notes.map { (.muted, "note: \($0)") }
  }

  var provisioningLines: [(Role, String)] {
    guard let app else { return Self.noApp }
    let policy = app.app.definition.provisioning
    let limits = policy.limits
    let tick = { (kind: ApprovalKind) in policy.approve.contains(kind) ? "[x]" : "[ ]" }
    let read = app.app.entitlementsReadAt.map { "read \(Self.age(now - $0)) ago" } ?? "never read"
    return [
      (.heading, "Provisioning of \(app.app.name)"),
      (.text, ""),
      (.text, "\(policy.enabled ? "[x]" : "[ ]") provisioning is enabled"),
      (.text, ""),
      (.heading, "Needs approval (a tick means: wait for an admin)"),
      (
        .text,
        "\(tick(.create)) create   \(tick(.update)) update   \(tick(.delete)) delete   \(tick(.groups)) groups"
      ),
      (.text, ""),
      (.text, "Deleted, or out of access     \(policy.whenDeleted.rawValue)"),
      (.text, "Suspended in the directory    \(policy.whenSuspended.rawValue)"),
      (
        .text,
        "Limits                        \(limits.deletions ?? SafetyLimits.defaultDeletions) accounts, \(Int((limits.share ?? SafetyLimits.defaultShare) * 100)) %"
      ),
      (.text, "Roles that give access        \(app.app.definition.roles.joined(separator: ", "))"),
      (.text, ""),
      (.text, "Entitlements                  \(app.groups) groups, \(read)"),
    ]
  }

  var parameterLines: [(Role, String)] {
    guard let app else { return Self.noApp }
    let width = 34
    return [(.heading, "APP ATTRIBUTE".fitted(width) + "VALUE")]
      + app.parameters.map { parameter in
        (
          .text,
          parameter.path.visible.fitted(width - 1) + " " + (parameter.value ?? "(left alone)")
        )
      }
  }

  func drawRules(_ surface: inout Surface, _ top: Int, _ height: Int) {
    guard let app else { return draw(Self.noApp, &surface, top, height) }
    let all = app.app.definition.rules
    guard !all.isEmpty else {
      return draw([(.text, "There are no rules.  e adds one")], &surface, top, height)
    }
    var cursor = rules
    cursor.reveal(height: height - 1, count: all.count)
    surface.write("  #  RULE", column: 0, row: top, role: .heading, width: size.columns)
    for (offset, rule) in all.dropFirst(cursor.top).prefix(max(0, height - 1)).enumerated() {
      let index = cursor.top + offset
      let line =
        " \(index + 1)".fitted(4) + " " + rule.name.visible.fitted(24) + " " + rule.when.words
      let role: Role = index == cursor.index ? .selection : .text
      surface.write(line, column: 0, row: top + 1 + offset, role: role, width: size.columns)
    }
  }

  private static func words(_ token: TokenSource?) -> String {
    switch token {
    case .environment(let name): "from the environment variable \(name)"
    case .file(let path): "from the file \(path)"
    case .command(let words): "from the command \(words.joined(separator: " "))"
    case .credential(let name): "from the credential \(name)"
    case nil: "none"
    }
  }
}
