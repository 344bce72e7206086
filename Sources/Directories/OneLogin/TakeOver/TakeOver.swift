import Text
public import Provisioning
import SCIM

/// An app of OneLogin's as an app of usher's, with a note at everything that has no equal here or
/// another meaning.
public struct TakeOver: Sendable {
  /// The app.
  public private(set) var definition: AppDefinition
  /// What to say, in the order in which it was found.
  public private(set) var notes: [AppNote] = []

  let app: OneLoginAppForm
  let macros: OneLoginMacros
  private let template: OneLoginTemplate?
  /// The SCIM path of each parameter that has one.
  private(set) var paths: [String: String] = [:]

  /// How many notes somebody has to decide about.
  public var open: Int { notes.count(where: \.isOpen) }

  /// Translates an app.
  ///
  /// - Parameters:
  ///   - mapping: which attribute each field of OneLogin's becomes.
  ///   - roles: how roles are called here; `nil` where they are not read.
  ///   - template: the connector's SCIM JSON template; `nil` for the one of its configuration, if it
  ///     has one.
  ///   - vendors: of which the app may be of one.
  init(
    _ app: OneLoginAppForm, mapping: OneLoginMapping, roles: SourceRoles?,
    template: OneLoginTemplate?, vendors: VendorCatalog
  ) {
    self.app = app
    macros = OneLoginMacros(mapping: mapping)
    var unreadable: String?
    if let template {
      self.template = template
    } else if let text = OneLoginTemplate.found(in: app.configuration) {
      do throws(OneLoginTemplate.Unreadable) {
        self.template = try OneLoginTemplate(parsing: text)
      } catch {
        self.template = nil
        unreadable = error.reason
      }
    } else {
      self.template = nil
    }
    let vendor = vendors.recognized(in: app.name)
    definition = AppDefinition(
      name: app.name, vendor: vendor,
      connection: ConnectionSettings(
        baseURL: Self.baseURL(app.configuration) ?? Self.placeholder,
        token: .environment(Self.variable(app.name))))
    if let unreadable {
      note(.parameters, "the SCIM JSON template of the connector cannot be read: \(unreadable)")
    }
    connect()
    takeRoles(roles)
    takeParameters(vendor)
    takeRules()
  }

  /// Says something at a place.
  mutating func note(_ place: AppNote.Place, _ text: String, isOpen: Bool = true) {
    let line = text.split(whereSeparator: \.isNewline).joined(separator: " ")
    notes.append(AppNote(place, line, isOpen: isOpen))
  }

  /// Moves what was said at a rule to where the rules begin.
  mutating func moveNotes(from rule: String) {
    for index in notes.indices where notes[index].place == .rule(rule) {
      notes[index].place = .rules
      notes[index].text = "“\(rule)”: \(notes[index].text)"
    }
  }

  /// Adds a rule.
  mutating func add(_ rule: Rule) { definition.rules.append(rule) }

  // MARK: Connection and policy

  private static let placeholder = "https://tenant.example.com/scim/v2"

  /// The base URL of a configuration; whatever else it holds may be a secret.
  private static func baseURL(_ configuration: JSONObject) -> String? {
    configuration.members.filter { $0.name.lowercased().contains("url") }
      .compactMap(\.value.string).first { text in
        text.hasPrefix("https://") && !text.contains { $0.isWhitespace || "{}?#@".contains($0) }
      }
  }

  private static func variable(_ name: String) -> String {
    let words = name.uppercased().split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }
      .map(String.init)
    return (words.first?.first?.isLetter == true ? words : ["APP"] + words).joined(separator: "_")
      + "_TOKEN"
  }

  private mutating func connect() {
    if definition.connection.baseURL == Self.placeholder {
      note(.connection, "OneLogin does not show the base URL; put in the app's own")
    }
    note(
      .connection, "OneLogin's token is not taken over; put the app's token where `token` says",
      isOpen: false)
    note(
      .provisioning,
      "OneLogin does not show which changes need approval, and what becomes of leavers; decide both here"
    )
  }

  private mutating func takeRoles(_ settings: SourceRoles?) {
    definition.roles = app.roles.map { settings?.role(of: $0) ?? $0 }
    if app.roles.isEmpty {
      note(.app, "no role gives this app in OneLogin, so that nobody would have an account")
    }
  }

  // MARK: Parameters

  private mutating func takeParameters(_ vendor: VendorProfile) {
    if let template {
      take(template)
      leaveOut(vendor, but: template)
    } else {
      guessPaths()
    }
  }

  /// Where each parameter stands is known.
  private mutating func take(_ template: OneLoginTemplate) {
    for path in template.unknown {
      note(.parameters, "the template's \(path) is a list that cannot be taken over")
    }
    for entry in template.entries {
      let names = OneLoginReference.parameters(in: entry.text)
      if names.count == 1, entry.text == "{$parameters.\(names[0])}" {
        paths[names[0].lowercased()] = entry.path
      }
      switch value(of: entry.text) {
      case .equal(let text): put(entry.path, text)
      case .noEqual(let why): note(.parameters, "\(entry.path): \(why)")
      }
      for name in names {
        if let parameter = app.parameters.first(where: { $0.name.isSame(as: name) }) {
          remark(parameter, at: entry.path)
        }
      }
    }
    for parameter in app.parameters
    where paths[parameter.name.lowercased()] == nil && !parameter.isEntitlement
      && !template.entries.contains(where: { $0.text.contains("{$parameters.\(parameter.name)}") })
    {
      note(
        .parameters,
        "the parameter \(parameter.name) is not in the template, so that it is not provisioned",
        isOpen: false)
    }
  }

  /// What the vendor's parameters send and OneLogin does not.
  private mutating func leaveOut(_ vendor: VendorProfile, but template: OneLoginTemplate) {
    let sent = Set(template.entries.map { $0.path.lowercased() })
    for parameter in vendor.parameters
    where !sent.contains(parameter.path.lowercased())
      && !["active", "username"].contains(parameter.path.lowercased())
    {
      definition.parameters.append(Parameter(path: parameter.path, value: nil))
    }
  }

  private mutating func guessPaths() {
    var guessed: [String] = []
    for parameter in app.parameters where !parameter.isEntitlement {
      guard let path = OneLoginPaths.guess(parameter.name) else {
        if parameter.isInAssertion {
          note(
            .parameters, "the parameter \(parameter.name) is for the sign-in alone and is left out",
            isOpen: false)
        } else {
          note(
            .parameters,
            "nothing says which SCIM path the parameter \(parameter.name) is; add it, or leave it out"
          )
        }
        continue
      }
      paths[parameter.name.lowercased()] = path
      guessed.append(parameter.name)
      switch value(of: parameter) {
      case .equal(let text): put(path, text)
      case .noEqual(let why): note(.parameters, "\(parameter.name) (\(path)): \(why)")
      }
      remark(parameter, at: path)
    }
    if !guessed.isEmpty {
      note(
        .parameters,
        "no SCIM JSON template was there, so that the paths of \(guessed.joined(separator: ", ")) are guessed by their names; check them, or give the template with --template"
      )
    }
  }

  private mutating func put(_ path: String, _ value: String?) {
    if OneLoginPaths.isManager(path) {
      let path = path.lowercased().hasSuffix(".value") ? String(path.dropLast(6)) : path
      definition.parameters.append(
        Parameter(path: path, value: "{{ manager }}", isAccountOf: true))
      note(
        .parameter(path),
        "OneLogin sends a field of its own; here it is the id of the manager's account")
      return
    }
    definition.parameters.append(Parameter(path: path, value: value))
  }

  private mutating func remark(_ parameter: OneLoginParameter, at path: String) {
    guard definition.parameters.contains(where: { $0.path == path }) else { return }
    if parameter.skipsBlank {
      note(
        .parameter(path),
        "OneLogin skips this when it is blank; here an update removes what became empty")
    }
    if !parameter.transformations.isEmpty {
      note(
        .parameter(path),
        "OneLogin transforms this value (\(parameter.transformations)), in words that are not known"
      )
    }
  }
}

/// The names of parameters in a text of a connector's template.
enum OneLoginReference {
  static func parameters(in text: String) -> [String] {
    text.matches(of: /\{\$parameters\.([^}]+)\}/).map { String($0.output.1) }
  }
}
