extension SandboxQuirks {
  /// The names by which quirks are asked for, each with what its argument is; `nil` for none.
  public static let names: [(name: String, argument: String?)] = [
    ("hides-deleted", nil), ("visible-after", "SECONDS"), ("deletes-after", "SECONDS"),
    ("needs-version", "412 or 428"), ("members-shown", "COUNT"), ("invites", nil),
    ("answers-as-before", nil), ("bare-texts", nil), ("name-prefix", "TEXT"),
    ("unique-mail", "announced or silent"),
  ]

  /// Adds a quirk that is written `NAME` or `NAME=ARGUMENT`, such as `visible-after=5`.
  ///
  /// - Throws: `SandboxQuirkError`, which says what can be written.
  public mutating func add(_ text: String) throws(SandboxQuirkError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let argument = parts.count > 1 ? String(parts[1]) : nil
    switch (String(parts.first ?? ""), argument) {
    case ("hides-deleted", nil): hidesDeleted = true
    case ("invites", nil): invites = true
    case ("answers-as-before", nil): answersPatchAsBefore = true
    case ("bare-texts", nil): showsBareTexts = true
    case ("visible-after", let text?): visibleAfter = try Self.seconds(text)
    case ("deletes-after", let text?): deletesAfter = try Self.seconds(text)
    case ("needs-version", let text?):
      guard let status = Int(text), [412, 428].contains(status) else {
        throw SandboxQuirkError(text: text)
      }
      refusalWithoutVersion = status
    case ("members-shown", let text?):
      guard let count = Int(text), count >= 0 else { throw SandboxQuirkError(text: text) }
      membersShown = count
    case ("name-prefix", let text?): namePrefix = text
    case ("unique-mail", let text?):
      guard let kind = UniqueMail(rawValue: text) else { throw SandboxQuirkError(text: text) }
      uniqueMail = kind
    default: throw SandboxQuirkError(text: text)
    }
  }

  private static func seconds(_ text: String) throws(SandboxQuirkError) -> Double {
    guard let seconds = Double(text), seconds.isFinite, seconds >= 0 else {
      throw SandboxQuirkError(text: text)
    }
    return seconds
  }
}

/// Why a text is no quirk.
public struct SandboxQuirkError: Error, Sendable, Hashable, CustomStringConvertible {
  let text: String

  /// What can be written instead.
  public var description: String {
    let known = SandboxQuirks.names.map { quirk in
      quirk.argument.map { "\(quirk.name)=\($0)" } ?? quirk.name
    }
    return "There is no quirk “\(text)”. Write one of \(known.joined(separator: ", "))."
  }
}
