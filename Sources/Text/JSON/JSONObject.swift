/// The members of a JSON object in the order in which they were written. Names are found without
/// regard to case, as SCIM's attribute names are (RFC 7643, section 2.1), and kept as written.
/// Where a server sent a name twice, the last one counts.
public struct JSONObject: Sendable, Hashable {
  /// One name and its value.
  public struct Member: Sendable, Hashable {
    /// The name as it was written.
    public var name: String
    /// Its value.
    public var value: JSONValue

    /// A member.
    public init(name: String, value: JSONValue) {
      self.name = name
      self.value = value
    }
  }

  /// The members in order.
  public private(set) var members: [Member]

  /// An object of these members, in this order.
  public init(_ members: [(String, JSONValue)] = []) {
    self.members = members.map { Member(name: $0.0, value: $0.1) }
  }

  /// An object of these members, in this order.
  public init(members: [Member]) {
    self.members = members
  }

  /// Whether it has no member.
  public var isEmpty: Bool { members.isEmpty }

  /// How many members it has.
  public var count: Int { members.count }

  /// The value under a name; setting `nil` removes it, setting a new name appends it.
  public subscript(_ name: String) -> JSONValue? {
    get { members.last { Self.sameName($0.name, name) }?.value }
    set {
      let index = members.lastIndex { Self.sameName($0.name, name) }
      switch (index, newValue) {
      case (let index?, let value?): members[index].value = value
      case (_?, nil): members.removeAll { Self.sameName($0.name, name) }
      case (nil, let value?): members.append(Member(name: name, value: value))
      case (nil, nil): break
      }
    }
  }

  /// Without making a lower-case copy of what nearly always is ASCII: this is asked all the time.
  private static func sameName(_ a: String, _ b: String) -> Bool {
    guard a.utf8.count == b.utf8.count else { return false }
    for (first, second) in zip(a.utf8, b.utf8) where first != second {
      if first >= 0x80 || second >= 0x80 { return a.lowercased() == b.lowercased() }
      let lower = first | 0x20
      let isLetter = (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower)
      guard isLetter, lower == second | 0x20 else { return false }
    }
    return true
  }
}
