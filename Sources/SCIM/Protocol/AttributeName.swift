/// Takes an attribute's name apart: URN, attribute, sub-attribute (RFC 7644, figure 1).
enum AttributeName {
  /// The path that a word without brackets means; `offset` is where it stands in the whole text.
  static func path(of word: String, at offset: Int) throws(SCIMSyntaxError) -> AttributePath {
    guard word.lowercased().hasPrefix("urn:") else {
      return try path(of: word[...], schema: nil, at: offset)
    }
    let parts = word.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count >= 3, let last = parts.last, !parts.contains("") else {
      throw SCIMSyntaxError(reason: "a schema's URN is not whole", offset: offset)
    }
    if isWholeSchema(parts) { return AttributePath(schema: word, attribute: "") }
    let schema = parts.dropLast().joined(separator: ":")
    return try path(of: last, schema: schema, at: offset + schema.utf8.count + 1)
  }

  /// Refuses what is no name; `$ref` is one.
  static func check(_ name: String, at offset: Int) throws(SCIMSyntaxError) {
    let rest = name.first == "$" ? name.dropFirst() : name[...]
    guard let first = rest.utf8.first, isLetter(first) else {
      throw SCIMSyntaxError(
        reason: name.isEmpty
          ? "an attribute's name is expected here" : "an attribute's name starts with a letter",
        offset: offset)
    }
    let other: [UInt8] = [UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "$")]
    guard rest.utf8.allSatisfy({ isLetter($0) || isDigit($0) || other.contains($0) }) else {
      throw SCIMSyntaxError(
        reason: "an attribute's name has only letters, digits, - and _", offset: offset)
    }
  }

  private static func path(
    of word: Substring, schema: String?, at offset: Int
  ) throws(SCIMSyntaxError) -> AttributePath {
    let names = word.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
    let attribute = names.first.map(String.init) ?? ""
    try check(attribute, at: offset)
    guard names.count == 2 else { return AttributePath(schema: schema, attribute: attribute) }
    let subAttribute = String(names[1])
    try check(subAttribute, at: offset + attribute.utf8.count + 1)
    return AttributePath(schema: schema, attribute: attribute, subAttribute: subAttribute)
  }

  private static func isWholeSchema(_ parts: [Substring]) -> Bool {
    guard let last = parts.last else { return false }
    if isVersion(last) { return true }
    let resource = ["user", "group"].contains(last.lowercased())
    guard let version = parts.lastIndex(where: isVersion) else { return resource }
    return version == parts.count - 2 && (resource || last.first?.isUppercase == true)
      && !last.contains(".")
  }

  private static func isVersion(_ part: Substring) -> Bool {
    let numbers = part.split(separator: ".", omittingEmptySubsequences: false)
    return numbers.count >= 2 && numbers.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy(isDigit) }
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
