import Engine
import Provisioning
import Screen

/// The fields of a connection.
enum ConnectionForm {
  /// - Parameter vendors: the profiles that can be chosen.
  static func blank(_ vendors: VendorCatalog) -> Form {
    var form = Form(
      [
        .text(
          "name", "Name", "", help: "What the app is called here, such as netskope."),
        .choice(
          "template", "Template", VendorProfile.scim.name,
          vendors.profiles.map { ($0.name, $0.title) },
          help: "The vendor's default parameters, pace and ways."),
      ] + fields(ConnectionSettings(baseURL: ""), AppWays(), kind: "typed"), isScreen: true)
    arrange(&form)
    return form
  }

  static func of(_ app: AppRecord) -> Form {
    var form = Form(fields(app.definition.connection, app.vendor.ways), isScreen: true)
    arrange(&form)
    return form
  }

  /// - Parameter first: where a token comes from as long as nothing says so: of a new app the keyboard,
  ///   for whoever sits there has it at hand.
  private static func fields(
    _ connection: ConnectionSettings, _ ways: AppWays, kind first: String = "environment"
  ) -> [FormField] {
    let (kind, token) = connection.token.map(words) ?? (first, "")
    let rate = ways.rateLimit > 0 ? FieldCheck.short(ways.rateLimit) : "what the app asks for"
    return [
      .text("url", "Base URL", connection.baseURL, help: "The SCIM base URL, https://…/scim/v2."),
      .choice(
        "kind", "Token from", kind,
        [
          ("environment", "an environment variable"), ("file", "a file"),
          ("command", "a command"), ("credential", "a systemd credential"),
          ("typed", "the keyboard, kept in a file of yours"),
        ], help: "Where the bearer token is kept. It is never shown."),
      .text("token", "", token),
      .text(
        "ca", "TLS", connection.caFile ?? "",
        help: "A PEM file with certificates to trust instead of the system's.",
        placeholder: "the system's certificates"),
      .text(
        "timeout", "Timeout", connection.timeout.map(FieldCheck.short) ?? "",
        help: "Seconds for one request.",
        placeholder: "\(FieldCheck.short(ways.timeout)) s"),
      .text(
        "concurrency", "Concurrency", connection.concurrency.map(String.init) ?? "",
        help: "Requests under way at once.", placeholder: "\(ways.concurrency)"),
      .text(
        "rate", "Rate", connection.rateLimit.map(FieldCheck.short) ?? "",
        help: "Requests a second; 0 for none but what the app asks for.", placeholder: rate),
      .text(
        "members", "Members a PATCH", connection.membersPerPatch.map(String.init) ?? "",
        help: "How many members one group change may carry.",
        placeholder: "\(ways.membersPerPatch)"),
      .choice(
        "for", "Environment", connection.environment?.rawValue ?? "",
        [("", "as the host is named"), ("production", "PROD"), ("test", "TEST")],
        help: "Whether people work with the app; the word stands on every screen."),
    ]
  }

  static func arrange(_ form: inout Form) {
    let labels = [
      "environment": ("Variable", "The name of the variable, such as NETSKOPE_TOKEN."),
      "file": ("File", "A file that only you can read; its first line is the token."),
      "command": ("Command", "Words of a command, such as pass show netskope."),
      "credential": ("Credential", "Its name in $CREDENTIALS_DIRECTORY."),
      "typed": ("Token", "The bearer token; it goes into a file that only you can read."),
    ]
    let kind = form["kind"]
    form.configure("token") { field in
      (field.label, field.help) = labels[kind] ?? ("Token", "")
      let isSecret = kind == "typed"
      if isSecret != (field.kind == .secret) { field.input.set("") }
      field.kind = isSecret ? .secret : .text
    }
  }

  static func problems(_ form: Form, isNew: Bool, names: [String]) -> [String: String] {
    var problems: [String: String] = [:]
    if isNew {
      let name = form["name"]
      if name.isEmpty { problems["name"] = "the app needs a name" }
      if names.contains(where: { $0.lowercased() == name.lowercased() }) {
        problems["name"] = "there is an app of this name already"
      }
    }
    problems["url"] = FieldCheck.baseURL(form["url"])
    if form["token"].isEmpty { problems["token"] = "say where the token is" }
    problems["timeout"] = FieldCheck.number(form["timeout"], 0.001...3600)
    problems["concurrency"] = FieldCheck.count(form["concurrency"], upTo: 1_000)
    problems["rate"] = FieldCheck.number(form["rate"], 0...10_000)
    problems["members"] = FieldCheck.count(form["members"], upTo: 100_000)
    return problems
  }

  /// The connection as the form says it; a token that was typed is not in it.
  static func connection(_ form: Form) -> ConnectionSettings {
    let token = form["token"]
    let source: TokenSource? =
      switch form["kind"] {
      case "environment": .environment(token)
      case "file": .file(token)
      case "command": .command(token.split(separator: " ").map(String.init))
      case "credential": .credential(token)
      default: nil
      }
    var url = form["url"]
    while url.hasSuffix("/") { url.removeLast() }
    return ConnectionSettings(
      baseURL: url, token: source, timeout: Double(form["timeout"]),
      concurrency: Int(form["concurrency"]), rateLimit: Double(form["rate"]),
      membersPerPatch: Int(form["members"]), caFile: form["ca"].isEmpty ? nil : form["ca"],
      environment: AppEnvironment(rawValue: form["for"]))
  }

  private static func words(_ token: TokenSource) -> (kind: String, value: String) {
    switch token {
    case .environment(let name): ("environment", name)
    case .file(let path): ("file", path)
    case .command(let words): ("command", words.joined(separator: " "))
    case .credential(let name): ("credential", name)
    }
  }
}
