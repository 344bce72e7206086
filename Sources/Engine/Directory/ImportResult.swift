/// What an import changed.
public struct ImportResult: Sendable, Hashable {
  /// Users who are new, or came back.
  public var added = 0
  /// Users who are different now.
  public var changed = 0
  /// Users who are as they were.
  public var unchanged = 0
  /// Users who were not in the file, or whose username is another person's now, and are deleted.
  public var deleted = 0
  /// Those of the changed who have another username.
  public var renamed = 0
  /// Those of the deleted whose username is another person's now.
  public var displaced = 0
  /// Users who kept the username and got another key, since the import was told that they are the
  /// same people.
  public var rekeyed = 0
  /// Who was renamed and who is another person, in words; the first of them.
  public var people: [String] = []
  /// How many users keep a value that their entry does not mention, by the known attribute's name.
  public var kept: [String: Int] = [:]
  /// What it came to in each app.
  public var apps: [EvaluationResult] = []

  /// How many are told in words.
  static let told = 20

  /// Nothing yet.
  public init() {}

  mutating func note(_ kept: [String]) {
    for name in kept { self.kept[name, default: 0] += 1 }
  }

  mutating func tell(_ sentence: String) {
    if people.count < Self.told { people.append(sentence) }
  }
}

/// What an import takes another key under the same username for.
public enum KeyChangeReading: Sendable, Hashable {
  /// Another person; where that would be many at once, the import stops.
  case asUsual
  /// The same person under a new number.
  case samePeople
  /// Another person, and so many of them are right.
  case otherPeople(Int)
}
