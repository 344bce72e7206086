import Engine
import Provisioning

/// The form that builds a filter.
extension TaskQuery {
  var form: Form {
    let any = ("", "any")
    return Form([
      .choice(
        "status", "Status", statuses.first?.rawValue ?? "",
        [any] + TaskStatus.allCases.map { ($0.rawValue, $0.rawValue) }),
      .choice(
        "action", "Action", actions.first?.rawValue ?? "",
        [any] + TaskAction.allCases.map { ($0.rawValue, $0.rawValue) }),
      .text("user", "User", user, help: "The username, whole.", placeholder: "any"),
      .text("group", "Group", group, help: "The group's name, whole.", placeholder: "any"),
      .text(
        "department", "Department", attributes.first { $0.name == "department" }?.value ?? "",
        help: "The department of the user in the directory.", placeholder: "any"),
      .choice(
        "age", "Filed within", age,
        [any, ("1h", "an hour"), ("1d", "a day"), ("7d", "a week"), ("30d", "a month")]),
      .text(
        "search", "Words", search.joined(separator: " "),
        help: "What the name or the error holds.", placeholder: "any"),
    ])
  }

  /// Takes what the form says; what it has no field for stays.
  mutating func take(_ form: Form) {
    statuses = TaskStatus(rawValue: form["status"]).map { [$0] } ?? []
    actions = TaskAction(rawValue: form["action"]).map { [$0] } ?? []
    user = form["user"]
    group = form["group"]
    age = form["age"]
    attributes.removeAll { $0.name == "department" }
    if !form["department"].isEmpty { attributes.append(("department", form["department"])) }
    search = form["search"].words
  }
}
