/// One way in which a tenant can differ from what a client would expect.
public enum OneLoginSwitch: String, Sendable, Hashable, CaseIterable {
  /// When the second page of users is asked for, the first user of the first page is deleted.
  case deletesBetweenPages = "deletes-between-pages"
  /// A page holds half of its elements; its headers say that it is whole.
  case halfPage = "half-page"
  /// `total-count` is seven too high.
  case totalTooHigh = "total-too-high"
  /// The cursor of a page leads to the same page.
  case repeatsPage = "repeats-page"
  /// A page that is not the last one has no `after-cursor`.
  case losesCursor = "loses-cursor"
  /// A cursor carries neither filters nor fields: they are sent again with it, or forgotten.
  case cursorForgets = "cursor-forgets"
  /// A page of users has at most so many.
  case pageCap = "page-cap"
  /// `manager_user_id` is text.
  case managerAsText = "manager-as-text"
  /// `external_id` is a number where it can be.
  case externalIDAsNumber = "external-id-as-number"
  /// `member_of` is a list of texts.
  case memberOfAsList = "member-of-as-list"
  /// What never happened has a date of the year 1.
  case earlyDates = "early-dates"
  /// `values` of a parameter is a list.
  case valuesAsArray = "values-as-array"
  /// The list of an action's or a condition's values is empty.
  case emptyValues = "empty-values"
  /// A role by itself shows its name alone.
  case bareRoles = "bare-roles"
  /// A role's list of users shows those too who do not hold it, marked.
  case showsUnassigned = "shows-unassigned"
  /// A write shows later, as if a queue had it before.
  case lateWrites = "late-writes"
  /// The access token is refused, and another one is given.
  case revokesToken = "revokes-token"
  /// The token endpoint answers 500.
  case tokenFails = "token-500"
  /// The token endpoint answers 429 with a page for browsers.
  case tokenFlood = "token-429"
  /// v1 answers 429.
  case v1Flood = "v1-429"
  /// Every so many list requests there is a 502.
  case burst

  /// What can follow the `=` behind the name.
  public enum Argument: Sendable, Hashable {
    /// Nothing.
    case none
    /// How often; always where it is left out.
    case times
    /// A number of something, which must be there.
    case number(of: String)
  }

  /// What can follow the name.
  public var argument: Argument {
    switch self {
    case .deletesBetweenPages, .halfPage, .totalTooHigh, .repeatsPage, .losesCursor, .revokesToken,
      .tokenFails, .tokenFlood, .v1Flood:
      .times
    case .cursorForgets, .managerAsText, .externalIDAsNumber, .memberOfAsList, .earlyDates,
      .valuesAsArray, .emptyValues, .bareRoles, .showsUnassigned:
      .none
    case .pageCap: .number(of: "COUNT")
    case .burst: .number(of: "COUNT")
    case .lateWrites: .number(of: "SECONDS")
    }
  }

  /// How it is written on the command line.
  public var form: String {
    switch argument {
    case .none: rawValue
    case .times: "\(rawValue)[=TIMES]"
    case .number(let what): "\(rawValue)=\(what)"
    }
  }
}

/// The switches that are on.
public struct OneLoginQuirks: Sendable, Hashable {
  private var values: [OneLoginSwitch: Double] = [:]

  /// None.
  public init() {}

  /// Those that are written `NAME` or `NAME=ARGUMENT`.
  public init(_ texts: [String]) throws(OneLoginSwitchError) {
    for text in texts { try add(text) }
  }

  /// Adds one that is written `NAME` or `NAME=ARGUMENT`, such as `half-page=1`.
  public mutating func add(_ text: String) throws(OneLoginSwitchError) {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard let name = OneLoginSwitch(rawValue: String(parts.first ?? "")) else {
      throw OneLoginSwitchError(text: text)
    }
    let argument = parts.count > 1 ? String(parts[1]) : nil
    switch (name.argument, argument) {
    case (.none, nil), (.times, nil): values[name] = .infinity
    case (.times, let text?), (.number, let text?):
      guard let number = Double(text), number.isFinite, number >= 0 else {
        throw OneLoginSwitchError(text: text)
      }
      values[name] = number
    case (.none, _?), (.number, nil): throw OneLoginSwitchError(text: text)
    }
  }

  /// Whether it is on.
  func has(_ name: OneLoginSwitch) -> Bool { values[name, default: 0] > 0 }

  /// Its number; `nil` where it is off.
  subscript(_ name: OneLoginSwitch) -> Double? { values[name] }

  /// Whether it happens now, which counts.
  mutating func take(_ name: OneLoginSwitch) -> Bool {
    guard let left = values[name], left >= 1 else { return false }
    values[name] = left - 1
    return true
  }
}

/// Why a text is no switch.
public struct OneLoginSwitchError: Error, Sendable, Hashable, CustomStringConvertible {
  let text: String

  /// What can be written instead.
  public var description: String {
    "There is no quirk “\(text)” of the profile onelogin. Write one of "
      + OneLoginSwitch.allCases.map(\.form).joined(separator: ", ") + "."
  }
}
