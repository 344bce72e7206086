import Provisioning

/// The fields of the provisioning policy and of access.
enum ProvisioningForm {
  static func fields(_ app: AppDefinition) -> [FormField] {
    let policy = app.provisioning
    let ticks: [(ApprovalKind, String)] = [
      (.create, "create user"), (.update, "update user"), (.delete, "delete user"),
      (.groups, "group changes"),
    ]
    let leaving = [("delete", "Delete"), ("suspend", "Suspend"), ("nothing", "Do nothing")]
    return [
      .tick(
        "enabled", "Provisioning is enabled", policy.enabled,
        help: "Changes in the directory file tasks. Switched on, R files what is missing."),
      .note("approval", "Needs approval (a tick means: wait for an admin, not: switch on)"),
    ]
      + ticks.map { kind, title in
        .tick(
          kind.rawValue, title, policy.approve.contains(kind),
          help: "Ticked, such a change waits as pending until an admin approves it.")
      } + [
        .note("leavers", ""),
        .choice(
          "whenDeleted", "Deleted, or out of access", policy.whenDeleted.rawValue, leaving,
          help: "What becomes of the account of a user who was deleted or lost access."),
        .choice(
          "whenSuspended", "Suspended in the directory", policy.whenSuspended.rawValue,
          Array(leaving.dropFirst()), help: "What becomes of the account of a suspended user."),
        .text(
          "deletions", "Limit, accounts a plan", policy.limits.deletions.map(String.init) ?? "",
          help: "A plan that deletes or suspends more stops as a whole.",
          placeholder: "\(SafetyLimits.defaultDeletions)"),
        .text(
          "share", "Limit, % of accounts",
          policy.limits.share.map { FieldCheck.short($0 * 100) } ?? "",
          help: "The same as a share of the app's active accounts.",
          placeholder: "\(FieldCheck.short(SafetyLimits.defaultShare * 100))"),
        .text(
          "memberships", "Limit, % of members",
          policy.limits.memberships.map { FieldCheck.short($0 * 100) } ?? "",
          help: "A plan that takes more out of a group, or out of all groups, stops as a whole.",
          placeholder: "the default"),
        .text(
          "roles", "Roles that give access", app.roles.joined(separator: ", "),
          help: "Who holds one of these has an account in the app; names between commas."),
      ]
  }

  static func problems(_ form: Form) -> [String: String] {
    var problems: [String: String] = [:]
    problems["deletions"] =
      form["deletions"] == "0" ? nil : FieldCheck.count(form["deletions"], upTo: 10_000_000)
    problems["share"] = FieldCheck.number(form["share"], 0...100)
    problems["memberships"] = FieldCheck.number(form["memberships"], 0...100)
    return problems
  }

  /// The app as the form says it.
  static func applied(_ form: Form, to app: AppDefinition) -> AppDefinition {
    var app = app
    // What the form does not show stays.
    var policy = app.provisioning
    policy.enabled = form.isOn("enabled")
    policy.approve = Set(ApprovalKind.allCases.filter { form.isOn($0.rawValue) })
    policy.whenDeleted = LeaverAction(rawValue: form["whenDeleted"]) ?? .nothing
    policy.whenSuspended = LeaverAction(rawValue: form["whenSuspended"]) ?? .nothing
    policy.limits.deletions = Int(form["deletions"])
    policy.limits.share = Double(form["share"]).map { $0 / 100 }
    policy.limits.memberships = Double(form["memberships"]).map { $0 / 100 }
    app.provisioning = policy
    app.roles = FieldCheck.names(form["roles"])
    return app
  }
}
