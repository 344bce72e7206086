/// How many usernames of one file went to other people, by their keys. A few do in any company; many
/// at once are a new system that numbers the same people again, and then every key in the file is
/// wrong.
public struct KeyChanges: Sendable, Hashable {
  /// Users whose username was known and whose keys could be compared.
  public var compared = 0
  /// Usernames that somebody else has by the file.
  public var others = 0
  /// Those among them whose earlier holder is nowhere in the file.
  public var leaving = 0
  /// Known people who got a username that nobody had.
  public var renamed = 0

  /// Nothing yet.
  public init() {}

  /// From how many on an import may stop: two people may well have changed on one day.
  public static let few = 3
  /// The share of usernames that may go to people who are new.
  public static let share = 0.02

  /// Whether the import stops until somebody says what it is.
  ///
  /// It does where three or more usernames went to other people, and either their holders left (three
  /// or more, and more than 2 % of those who could be compared), or the usernames went round among
  /// people who are here, half of them or more. Numbers given again from the beginning look like
  /// that. People who really take over each other's usernames end with somebody who gets a free one,
  /// so a chain of renames is no such case.
  public var stops: Bool {
    guard others >= Self.few else { return false }
    if leaving >= Self.few, Double(leaving) > Self.share * Double(compared) { return true }
    return others * 2 >= compared && renamed * 4 < others
  }
}
