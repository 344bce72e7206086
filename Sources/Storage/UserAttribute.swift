/// An attribute of a user with the value that it must have, both without regard to case.
struct UserAttribute {
  let name: String
  let value: String

  init(_ entry: (key: String, value: String)) { (name, value) = entry }

  /// Fewer users than this are few.
  private static let few = 2_000

  /// Whether an index finds the users who have it.
  var isIndexed: Bool { name == "department" }

  /// What must hold of a row of `user`; `arguments` go with it.
  func condition(in dialect: any StoreDialect) -> String {
    if isIndexed { return dialect.isInDepartment }
    return """
      \(dialect.isLike("user.payload")) AND EXISTS (
        SELECT 1 FROM json_each(user.payload, '$[1]') AS attribute
        WHERE lower(attribute.key) = lower(?) AND lower(attribute.value) = lower(?))
      """
  }

  var arguments: Arguments { isIndexed ? [value] : [likely, name, value] }

  /// A pattern for the text of a user who may have it, which is asked first since that is quick.
  private var likely: String {
    // What JSON may write otherwise says nothing.
    let isPlain = value.utf8.allSatisfy {
      (0x20..<0x7F).contains($0) && ![UInt8(ascii: "\""), UInt8(ascii: "/"), 0x5C].contains($0)
    }
    return isPlain ? "%" + Trigrams.escapedForLike(value) + "%" : "%"
  }

  func isRare(in db: any StoreConnection) throws -> Bool {
    let condition = condition(in: db.dialect)
    let found = try db.number(
      "SELECT count(*) FROM (SELECT 1 FROM user WHERE \(condition) LIMIT \(Self.few + 1)) AS found",
      arguments)
    return found <= Self.few
  }
}
