import Provisioning

/// A user while it is edited.
struct UserEditor: Sendable, Hashable {
  /// The user as it is; `nil` for a new one.
  var original: DirectoryUser?
  var form: Form

  init(_ user: DirectoryUser?, named name: String = "", roles: [String]) {
    original = user
    var fields: [FormField] =
      user == nil
      ? [.text("username", "Username", name, help: "Unique in the directory.")] : []
    let custom = (user?.attributes.keys.sorted() ?? []).filter {
      !DirectoryUser.knownAttributes.contains($0)
    }
    fields += DirectoryUser.knownAttributes.map { .text($0, $0, user?.attributes[$0] ?? "") }
    fields += custom.map { .text($0, $0, user?.attributes[$0] ?? "") }
    fields.append(
      .choice(
        "status", "status", user?.status.rawValue ?? "active",
        UserStatus.allCases.map { ($0.rawValue, $0.rawValue) },
        help: "A suspended user's account is treated as the policy says."))
    var held = FormField.text(
      "roles", "roles", user?.roles.joined(separator: ", ") ?? "",
      help: "Names between commas; a role of the app gives an account.")
    held.completions = roles
    fields.append(held)
    form = Form(fields)
    if user == nil {
      if !name.isEmpty { form.step(1) }
      form.enter()
    }
  }

  var username: String { original?.username ?? form["username"] }

  var problems: [String: String] {
    original == nil && form["username"].isEmpty ? ["username": "a user needs a username"] : [:]
  }

  /// What is different, by key of the command line.
  var values: [String: String] {
    var values: [String: String] = [:]
    for field in form.fields where field.id != "username" {
      let before: String =
        switch field.id {
        case "status": original?.status.rawValue ?? "active"
        case "roles": original?.roles.joined(separator: ", ") ?? ""
        default: original?.attributes[field.id] ?? ""
        }
      guard field.value != before else { continue }
      values[field.id] =
        field.id == "roles"
        ? FieldCheck.names(field.value).joined(separator: ";") : field.value
    }
    return values
  }
}
