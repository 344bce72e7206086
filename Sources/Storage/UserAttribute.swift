import GRDB

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
  var condition: String {
    if isIndexed { return Self.department + " = ?" }
    return """
      user.payload LIKE ? ESCAPE '\\' AND EXISTS (
        SELECT 1 FROM json_each(user.payload, '$[1]') AS attribute
        WHERE attribute.key = ? COLLATE NOCASE AND attribute.value = ? COLLATE NOCASE)
      """
  }

  var arguments: Arguments { isIndexed ? [value] : [likely, name, value] }

  /// As the index of the users has it.
  private static let department = "json_extract(user.payload, '$[1].department') COLLATE NOCASE"

  /// A pattern for the text of a user who may have it, which is asked first since that is quick.
  private var likely: String {
    // What JSON may write otherwise says nothing.
    let isPlain = value.utf8.allSatisfy {
      (0x20..<0x7F).contains($0) && ![UInt8(ascii: "\""), UInt8(ascii: "/"), 0x5C].contains($0)
    }
    return isPlain ? "%" + Trigrams.escapedForLike(value) + "%" : "%"
  }

  func isRare(in db: Database) throws -> Bool {
    let found = try db.number(
      "SELECT count(*) FROM (SELECT 1 FROM user WHERE \(condition) LIMIT \(Self.few + 1))",
      arguments)
    return found <= Self.few
  }
}
