import Synchronization

/// Where a value stands in a resource: the PATH of RFC 7644, section 3.5.2.
///
/// `userName`, `name.givenName`, `emails[type eq "work"].value`,
/// `urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager.value`, and the bare URN of
/// an extension, which means the whole of it. Names keep the case they were written in;
/// ``SchemaSet/canonical(_:)`` spells them as the schema does.
public struct AttributePath: Sendable, Hashable, CustomStringConvertible {
  /// The URN before the attribute, without its last colon; `nil` for the core schema.
  public var schema: String?
  /// The attribute's name; empty where the path is a bare URN.
  public var attribute: String
  /// Which elements of a multi-valued attribute are meant.
  public var filter: Filter?
  /// The name behind the dot.
  public var subAttribute: String?

  /// A path of these parts, which are taken as they are.
  public init(
    schema: String? = nil, attribute: String, filter: Filter? = nil, subAttribute: String? = nil
  ) {
    self.schema = schema
    self.attribute = attribute
    self.filter = filter
    self.subAttribute = subAttribute
  }

  /// Reads a path.
  ///
  /// Nothing in the grammar tells a bare URN from a URN with an attribute. A URN that ends in a
  /// version, or in a resource's name after a version (`…:2.0:User`), is taken as bare.
  public init(parsing text: String) throws(SCIMSyntaxError) {
    var parser = FilterParser(text)
    self = try parser.wholePath()
  }

  /// The path that a text is; `nil` where it is none. The few paths that an app's settings name are
  /// asked for with every account, so what was read is kept.
  public static func known(_ text: String) -> AttributePath? {
    if let path = read.withLock({ $0[text] }) { return path }
    let path = try? AttributePath(parsing: text)
    read.withLock { if $0.count < mostRead { $0[text] = .some(path) } }
    return path
  }

  private static let read = Mutex<[String: AttributePath?]>([:])
  private static let mostRead = 1_000

  /// Whether the path is the bare URN of a schema.
  public var isWholeSchema: Bool { schema != nil && attribute.isEmpty }

  /// The path without its sub-attribute: `emails[type eq "work"]` of that with `.value`.
  public var parent: AttributePath {
    AttributePath(schema: schema, attribute: attribute, filter: filter)
  }

  /// The path as text that reads back as the same path.
  public var description: String {
    var text = schema ?? ""
    if !attribute.isEmpty {
      if schema != nil { text += ":" }
      text += attribute
    }
    if let filter { text += "[\(filter)]" }
    if let subAttribute { text += ".\(subAttribute)" }
    return text
  }

  /// Whether the attribute stands at the top of a resource, not in an extension's object.
  var isCore: Bool {
    guard let schema else { return true }
    return schema.lowercased().hasPrefix("urn:ietf:params:scim:schemas:core:")
  }

  /// The URN and the attribute together: the URN of an extension where the parser, which knows no
  /// schemas, took the extension's last part for an attribute.
  var wholeName: String? {
    guard let schema, subAttribute == nil, filter == nil else { return nil }
    return attribute.isEmpty ? schema : "\(schema):\(attribute)"
  }
}

extension AttributePath: ExpressibleByStringLiteral {
  /// A path written in the source. Text that is no path becomes an attribute of that name, which
  /// no schema has.
  public init(stringLiteral value: String) {
    do {
      try self.init(parsing: value)
    } catch {
      self.init(attribute: value)
    }
  }
}
