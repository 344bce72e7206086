import Provisioning
import SCIM
import Screen

/// One parameter while it is edited.
struct ParameterEditor: Sendable, Hashable {
  var path: String
  var isNew: Bool
  var form: Form
  /// What a value that was typed gives everyone.
  var tally: ValueTallyView?
  /// The values that the app takes.
  let offers: [OfferedValues]

  init(path: String, value: String?, isNew: Bool, names: [String], offers: [OfferedValues] = []) {
    self.path = path
    self.isNew = isNew
    self.offers = offers
    var text = FormField.text(
      "value", "Value", value ?? "",
      help:
        "Text with {{ attribute }} in it; Tab completes a name, Ctrl-o chooses. | applies a filter."
    )
    text.completions = names
    text.isTemplate = true
    let attribute = FormField.text(
      "path", "App attribute", path,
      help: "A SCIM path, such as title or emails[type eq \"work\"].value.")
    form = Form(
      (isNew ? [attribute] : []) + [
        text,
        .tick(
          "sent", "Send this attribute", isNew || value != nil,
          help: "Without the tick the attribute is left alone for ever."),
      ])
    form.enter()
  }

  /// Offers the values that the app takes at the path, before the names of attributes.
  mutating func offerValues() {
    guard let path = try? AttributePath(parsing: target) else { return }
    let values = offers.values(at: path)
    form.configure("value") { $0.offer(values) }
  }

  /// The path as it was typed, or as it is.
  var target: String { isNew ? form["path"] : path }

  var value: String? { form.isOn("sent") ? form["value"] : nil }

  /// Checks each field with a problem again, with every key: what is wrong stands below while it is
  /// typed.
  mutating func check() {
    let problems = problems
    for field in form.fields where field.problem != nil {
      form.configure(field.id) { $0.problem = problems[$0.id] }
    }
  }

  var problems: [String: String] {
    var problems: [String: String] = [:]
    if isNew {
      if form["path"].isEmpty {
        problems["path"] = "name an attribute of the app"
      } else {
        do throws(SCIMSyntaxError) {
          _ = try AttributePath(parsing: form["path"])
        } catch {
          problems["path"] = error.reason
        }
      }
    }
    if let error = templateError { problems["value"] = error.description }
    return problems
  }

  var templateError: TemplateError? {
    guard let value else { return nil }
    do throws(TemplateError) {
      _ = try ValueTemplate(parsing: value)
      return nil
    } catch {
      return error
    }
  }

  /// The value for the sample user, or what is wrong, with a mark under the place.
  func preview(_ sample: DirectoryUser?, on today: String) -> [Line] {
    guard let value else { return [Line(""), Line("The attribute is left alone.", .muted)] }
    guard let template = try? ValueTemplate(parsing: value) else {
      guard let error = templateError else { return [] }
      return [Line(""), Line("\(error.reason)", .error)]
        + (error.suggestion.map { [Line($0, .hint)] } ?? [])
    }
    let counted = tally.flatMap { $0.value == value ? $0.lines : nil } ?? []
    guard let sample else {
      return counted + [Line(""), Line("Ctrl-v chooses a user for a preview.", .muted)]
    }
    let text = template.text(for: sample, on: today)
    var lines = counted + [Line(""), Line("for \(sample.username):", .heading)]
    lines.append(text.isEmpty ? Line("(empty: not sent)", .warning) : Line("→ \(text)", .success))
    let names = template.attributes.sorted()
    lines += names.map { name in
      Line("  \(name) = \(sample.value(of: name).elements.joined(separator: ", "))", .muted)
    }
    return lines
  }
}
