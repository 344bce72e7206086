extension String {
  /// The text in backticks as an error may show it: control characters, line separators and
  /// direction marks written as `\u{…}`, and no longer than 80 characters.
  public var quotedForPeople: String {
    var output = "`"
    for (index, scalar) in unicodeScalars.prefix(81).enumerated() {
      if index == 80 {
        output += "…"
      } else if scalar.isUnsafeToShow {
        output += "\\u{\(String(scalar.value, radix: 16))}"
      } else {
        output.unicodeScalars.append(scalar)
      }
    }
    return output + "`"
  }
}

extension Unicode.Scalar {
  fileprivate var isUnsafeToShow: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned: true
    default: false
    }
  }
}
