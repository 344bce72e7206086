import Text

/// What one record of a source says of a person, and which attributes it mentions at all.
public struct DirectoryEntry: Sendable, Hashable {
  /// The person as the record has them. What it does not mention is empty here, and means nothing.
  public var user: DirectoryUser
  /// What the record speaks of.
  public var mentioned: Mentioned
  /// The line of the file on which it starts, from 1; `nil` where it comes from no file.
  public var line: Int?

  /// A record.
  public init(_ user: DirectoryUser, mentioned: Mentioned) {
    self.user = user
    self.mentioned = mentioned
  }

  /// A record that is the whole person: an attribute that is not in it is empty.
  public init(whole user: DirectoryUser) {
    self.init(user, mentioned: Mentioned(attributes: .all, status: true, roles: true))
  }

  /// The person after this record: an attribute that is mentioned has the record's value, or none
  /// where that is empty. Everything else stays as it is stored.
  ///
  /// - Parameter stored: the person as the directory has them; `nil` for somebody new.
  public func laid(over stored: DirectoryUser?) -> DirectoryUser {
    guard let stored else { return user }
    var result = user
    result.id = stored.id
    if !mentioned.status { result.status = stored.status }
    if !mentioned.roles { result.roles = stored.roles }
    for (name, value) in stored.attributes where !mentioned.speaks(of: name) {
      result.attributes[name] = value
    }
    return result
  }
}

extension DirectoryEntry {
  /// The known attributes of which the person keeps a value that this record does not mention, with
  /// `roles` for somebody who holds some and `status` for somebody who is suspended.
  public func kept(from stored: DirectoryUser) -> [String] {
    var kept: [String] = []
    if !mentioned.status, stored.status == .suspended { kept.append("status") }
    if !mentioned.roles, !stored.roles.isEmpty { kept.append("roles") }
    for name in DirectoryUser.knownAttributes
    where stored.attributes[name] != nil && !mentioned.speaks(of: name) {
      kept.append(name)
    }
    return kept
  }

  /// What a record speaks of: the columns of a CSV file, the keys of a JSON object.
  public struct Mentioned: Sendable, Hashable {
    /// Attributes by name; `username`, `status` and `roles` are not among them.
    public enum Attributes: Sendable, Hashable {
      /// Every attribute there is.
      case all
      /// These, by the names that the record gives them.
      case only(Set<String>)
    }

    /// The attributes, those that it says are empty among them.
    public let attributes: Attributes
    /// Whether it says if the person is active.
    public var status: Bool
    /// Whether it says which roles the person holds.
    public var roles: Bool
    private let folded: Set<String>

    /// What a record speaks of.
    public init(attributes: Attributes, status: Bool, roles: Bool) {
      self.attributes = attributes
      folded =
        switch attributes {
        case .all: []
        case .only(let names): Set(names.map(ColumnName.folded))
        }
      self.status = status
      self.roles = roles
    }

    /// Whether it speaks of an attribute; names are compared as those of columns are.
    public func speaks(of attribute: String) -> Bool {
      switch attributes {
      case .all: true
      case .only(let names):
        names.contains(attribute) || folded.contains(ColumnName.folded(attribute))
      }
    }
  }
}
