/// One entry of a directory: its name and the values that were asked for.
struct LDAPEntry: Sendable, Hashable {
  /// The distinguished name as the server writes it.
  var dn: String
  /// The values by the attribute's name in lower case, with its options (`member;range=0-1499`).
  var values: [String: [[UInt8]]]

  /// The values of an attribute; none where it is not there.
  subscript(_ attribute: String) -> [[UInt8]] { values[attribute.lowercased()] ?? [] }
}

/// What is searched for.
struct LDAPSearch: Sendable, Hashable {
  /// How far below the base.
  enum Scope: Int32, Sendable {
    case base = 0
    case subtree = 2
  }

  var base: String
  var scope = Scope.subtree
  var filter: String
  /// The attributes that are wanted; `1.1` alone for none.
  var attributes: [String]
}

/// One page of a search.
struct LDAPPage: Sendable {
  var entries: [LDAPEntry] = []
  /// How many references to other servers came among them; they are not followed.
  var references = 0
  /// Where the next page begins; `nil` after the last one.
  var cookie: [UInt8]?
}

/// What can be asked of an LDAP server.
protocol LDAPDoor: Sendable {
  /// One page of a search.
  ///
  /// - Parameter cookie: what came with the page before; `nil` for the first one.
  func page(_ search: LDAPSearch, after cookie: [UInt8]?) async throws -> LDAPPage

  /// A search of one entry, without pages; `nil` where it is not there.
  func entry(_ search: LDAPSearch) async throws -> LDAPEntry?
}
