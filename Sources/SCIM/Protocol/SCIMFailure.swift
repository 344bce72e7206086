public import Text

/// An answer that says no (RFC 7644, section 3.12).
public struct SCIMFailure: Error, Sendable, Hashable {
  /// The HTTP status.
  public var status: Int
  /// The keyword, such as `uniqueness` or `noTarget`.
  public var scimType: String?
  /// What the server said, for people: up to 2,000 scalars, unvetted.
  public var detail: String?

  /// The longest detail that is kept, in Unicode scalars: one character can be
  /// as long as the server wants.
  public static let maximumDetail = 2_000

  /// A failure.
  public init(status: Int, scimType: String? = nil, detail: String? = nil) {
    self.status = status
    self.scimType = scimType
    self.detail = detail.map { String($0.unicodeScalars.prefix(Self.maximumDetail)) }
  }

  /// The failure as a SCIM error message.
  public var json: JSONValue {
    var object = JSONObject([
      ("schemas", ["urn:ietf:params:scim:api:messages:2.0:Error"]),
      ("status", .string(String(status))),
    ])
    if let scimType { object["scimType"] = .string(scimType) }
    if let detail { object["detail"] = .string(detail) }
    return .object(object)
  }
}
