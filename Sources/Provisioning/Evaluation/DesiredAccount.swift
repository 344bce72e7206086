public import Text

/// What a user's account in an app should be.
public struct DesiredAccount: Sendable, Hashable {
  /// The attributes in the order in which they are sent.
  public var attributes: [DesiredAttribute] {
    didSet { written = WrittenForm() }
  }
  /// The groups that the account should be in, in the order of the rules, without repeats.
  public var groups: [DesiredGroup] {
    didSet { written = WrittenForm() }
  }
  private var written = WrittenForm()

  /// An account.
  public init(attributes: [DesiredAttribute] = [], groups: [DesiredGroup] = []) {
    self.attributes = attributes
    self.groups = groups
  }

  /// The value that an attribute should have; `nil` where it should have none or is left alone.
  public func value(at path: String) -> JSONValue? {
    attributes.first { $0.path.isSame(as: path) }?.value
  }

  /// The name by which the account is known in the app.
  public var userName: String { value(at: "userName")?.string ?? "" }

  /// Whether the account should be active; an account without the attribute is.
  public var active: Bool {
    get { value(at: "active")?.bool ?? true }
    set {
      if let index = attributes.firstIndex(where: { $0.path.isSame(as: "active") }) {
        attributes[index].value = .bool(newValue)
      } else {
        attributes.append(DesiredAttribute(path: "active", value: .bool(newValue)))
      }
    }
  }

  /// A hash of the attributes: it changes when, and only when, what is desired does.
  public var attributesHash: String { SHA256.hex(attributesJSON.bytes) }

  private var attributesJSON: JSONValue {
    .array(attributes.map { .array([.string($0.path), $0.value ?? .null]) })
  }

  /// The account as it is stored.
  public var json: JSONValue {
    [
      "attributes": attributesJSON,
      "groups": .array(
        groups.map {
          ["name": .string($0.name), "create": .bool($0.create), "rule": .string($0.rule)]
        }),
    ]
  }

  /// The text of `json`.
  public var text: String { written.text ?? json.text }

  /// Makes the text that the account is stored as, so that whoever stores it need not.
  public mutating func write() { written.text = json.text }

  /// An account as it was stored; `nil` where a part of it cannot be read.
  public init?(json: JSONValue) {
    guard let attributes = json["attributes"]?.array, let groups = json["groups"]?.array else {
      return nil
    }
    self.init()
    for pair in attributes {
      guard let pair = pair.array, pair.count == 2, let path = pair[0].string else { return nil }
      self.attributes.append(
        DesiredAttribute(path: path, value: pair[1] == .null ? nil : pair[1]))
    }
    for group in groups {
      guard let name = group["name"]?.string, let create = group["create"]?.bool,
        let rule = group["rule"]?.string
      else { return nil }
      self.groups.append(DesiredGroup(name: name, create: create, rule: rule))
    }
  }
}

/// One attribute of an account and the value that it should have.
public struct DesiredAttribute: Sendable, Hashable {
  /// The SCIM path as the parameter names it.
  public var path: String
  /// The value in the type of the schema; `nil`: it should have none.
  public var value: JSONValue?
  /// The name of the user whose account's id is to be the value, until that is looked up. It is not
  /// stored.
  public var accountOf: String?

  /// An attribute.
  public init(path: String, value: JSONValue?, accountOf: String? = nil) {
    self.path = path
    self.value = value
    self.accountOf = accountOf
  }
}

/// One group that an account should be in.
public struct DesiredGroup: Sendable, Hashable {
  /// The displayName, as written in the rule.
  public var name: String
  /// Whether it is created where the app does not have it.
  public var create: Bool
  /// The name of the rule that wants it.
  public var rule: String

  /// A group.
  public init(name: String, create: Bool, rule: String) {
    self.name = name
    self.create = create
    self.rule = rule
  }

  /// What groups are found by: the name ignoring case.
  public var key: String { name.lowercased() }
}
