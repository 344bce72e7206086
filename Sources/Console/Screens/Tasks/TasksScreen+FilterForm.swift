import Engine
import Provisioning

/// The form that builds a filter, which follows each change at once.
extension TasksScreen {
  static func filterForm(_ query: TaskQuery) -> Form {
    let any = ("", "any")
    return Form([
      .choice(
        "status", "Status", query.statuses.first?.rawValue ?? "",
        [any] + TaskStatus.allCases.map { ($0.rawValue, $0.rawValue) }),
      .choice(
        "action", "Action", query.actions.first?.rawValue ?? "",
        [any] + TaskAction.allCases.map { ($0.rawValue, $0.rawValue) }),
      .text("user", "User", query.user, help: "The username, whole.", placeholder: "any"),
      .text("group", "Group", query.group, help: "The group's name, whole.", placeholder: "any"),
      .text(
        "department", "Department", query.attributes.first { $0.name == "department" }?.value ?? "",
        help: "The department of the user in the directory.", placeholder: "any"),
      .choice(
        "age", "Filed within", query.age,
        [any, ("1h", "an hour"), ("1d", "a day"), ("7d", "a week"), ("30d", "a month")]),
      .text(
        "search", "Words", query.search.joined(separator: " "),
        help: "What the name or the error holds.", placeholder: "any"),
    ])
  }

  /// The filter that the form builds, as it would be typed.
  func words(built form: Form) -> String {
    var query = TaskQuery(words)
    query.statuses = TaskStatus(rawValue: form["status"]).map { [$0] } ?? []
    query.actions = TaskAction(rawValue: form["action"]).map { [$0] } ?? []
    query.user = form["user"]
    query.group = form["group"]
    query.age = form["age"]
    query.attributes.removeAll { $0.name == "department" }
    if !form["department"].isEmpty { query.attributes.append(("department", form["department"])) }
    query.search = form["search"].words
    return query.text
  }

  var openForm: Form? {
    get { builder }
    set { builder = newValue }
  }

  mutating func formChanged(_ frame: inout Frame) {
    if let builder { setFilter(words(built: builder), &frame) }
  }
}
