import Provisioning
import SCIM

/// Small JSON values that commands print.
enum SCIMText {
  /// An object of counts.
  static func object(_ counts: [(String, Int)]) -> JSONValue {
    .object(JSONObject(counts.map { ($0.0, .integer(Int64($0.1))) }))
  }

  /// A value for a person: text as it is, everything else as JSON; `none` for nothing.
  static func words(_ value: JSONValue?) -> String {
    guard let value, !value.isUnassigned else { return "none" }
    return (value.scalarText ?? value.text).visible(upTo: 1_000)
  }
}
