import SCIM
public import Text

extension Words {
  /// A value of SCIM: text as it is, everything else as JSON; `none` for nothing.
  public static func value(_ value: JSONValue?) -> String {
    guard let value, !value.isUnassigned else { return "none" }
    return (value.scalarText ?? value.text).visible(upTo: 1_000)
  }
}
