import Provisioning
import Text

extension TakeOver {
  /// The template of a parameter's value; `nil` for none.
  func value(of parameter: OneLoginParameter) -> Translated<String?> {
    switch parameter.mapping {
    case "":
      if parameter.constants.count > 1 {
        return .noEqual(
          "it has several constants (\(parameter.constants.joined(separator: ", ")))")
      }
      return .equal(parameter.constants.first)
    case "_macro_":
      switch macros.template(parameter.macro) {
      case .equal(let text): return .equal(text)
      case .noEqual(let why): return .noEqual(why)
      }
    default:
      guard let attribute = macros.attribute(parameter.mapping) else {
        return .noEqual("the field \(parameter.mapping) is not read from OneLogin")
      }
      return .equal("{{ \(attribute) }}")
    }
  }

  /// The template of a text of the connector's template.
  func value(of text: String) -> Translated<String?> {
    var output = ""
    var rest = text[...]
    while let start = rest.firstRange(of: "{$") {
      output += rest[..<start.lowerBound]
      guard let end = rest[start.upperBound...].firstIndex(of: "}") else { break }
      let name = String(rest[start.upperBound..<end])
      switch part(name) {
      case .equal(let part): output += part ?? ""
      case .noEqual(let why): return .noEqual(why)
      }
      rest = rest[rest.index(after: end)...]
    }
    output += rest
    return .equal(output.isEmpty ? nil : output)
  }

  private func part(_ name: String) -> Translated<String?> {
    let parts = name.split(separator: ".", maxSplits: 1).map(String.init)
    guard parts.count == 2 else { return .noEqual("{$\(name)} is not known") }
    if parts[0] == "parameters" {
      guard let parameter = app.parameters.first(where: { $0.name.isSame(as: parts[1]) }) else {
        return .noEqual("the app has no parameter \(parts[1])")
      }
      return value(of: parameter)
    }
    switch parts[1] {
    case "display_name": return .equal("{{ firstname }} {{ lastname }}")
    case "active": return .equal("{{ status == 'active' }}")
    default: break
    }
    guard parts[0] == "user", let attribute = macros.attribute(parts[1]) else {
      return .noEqual("{$\(name)} is not read from OneLogin")
    }
    return .equal("{{ \(attribute) }}")
  }
}
