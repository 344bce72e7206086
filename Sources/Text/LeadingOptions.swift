/// Options of the whole program that stand before or between the words of a subcommand, moved behind
/// them, where the subcommand reads them: `--home DIR tasks list --all` becomes
/// `tasks list --home DIR --all`. Since they come first there, the same option behind the subcommand
/// counts.
public struct LeadingOptions: Sendable {
  /// A subcommand with those below it.
  public struct Command: Sendable {
    /// The words for it.
    public var names: [String]
    /// The subcommands below it.
    public var commands: [Command]
    /// Whether it takes the program's options.
    public var takesOptions: Bool

    /// A subcommand.
    public init(_ names: [String], _ commands: [Command] = [], takesOptions: Bool = true) {
      self.names = names
      self.commands = commands
      self.takesOptions = takesOptions
    }
  }

  /// The options that are followed by a value, as `--home DIR` or `--home=DIR`.
  private let valued: Set<String>
  /// The options without a value, as `--json`.
  private let flags: Set<String>
  /// The letters of those flags that have one.
  private let letters: Set<Character>
  private let commands: [Command]

  /// The options of a program and its subcommands.
  public init(
    valued: Set<String>, flags: Set<String>, letters: Set<Character>, commands: [Command]
  ) {
    self.valued = valued
    self.flags = flags
    self.letters = letters
    self.commands = commands
  }

  /// The words of a command line in the order in which the subcommand reads them. Where they name no
  /// subcommand, they stay as they are.
  public func arranged(_ words: [String]) -> [String] {
    var rest = words[...]
    var path: [String] = []
    var options: [String] = []
    var level = commands
    var takesOptions = true
    while true {
      let before = rest
      let found = takeOptions(&rest)
      guard let word = rest.first, let command = level.first(where: { $0.names.contains(word) })
      else {
        // What is not followed by a subcommand belongs to the one that was named last.
        rest = before
        break
      }
      options += found
      path.append(word)
      rest.removeFirst()
      takesOptions = command.takesOptions
      level = command.commands
      if level.isEmpty { break }
    }
    if path.isEmpty { return words }
    // A word that only groups others, with none of them behind it, takes no options itself.
    return path + (takesOptions && level.isEmpty ? options : []) + rest
  }

  /// A word where a subcommand should stand, and is none.
  public struct Slip: Sendable, Hashable {
    /// The subcommands before it.
    public var path: [String]
    /// The word.
    public var word: String
    /// The subcommand that was probably meant; `nil` where none is near.
    public var near: String?
  }

  /// The first word of a command line that should be a subcommand and is none; `nil` where each is
  /// one.
  public func slip(in words: [String]) -> Slip? {
    var rest = words[...]
    var path: [String] = []
    var level = commands
    while !level.isEmpty {
      _ = takeOptions(&rest)
      guard let word = rest.first, !word.hasPrefix("-") else { return nil }
      guard let command = level.first(where: { $0.names.contains(word) }) else {
        return Slip(
          path: path, word: word, near: nearestName(to: word, in: level.flatMap(\.names)))
      }
      path.append(word)
      rest.removeFirst()
      level = command.commands
    }
    return nil
  }

  /// Takes options from the start.
  private func takeOptions(_ words: inout ArraySlice<String>) -> [String] {
    var taken: [String] = []
    while let word = words.first {
      let isFlag = flags.contains(word) || isLetters(word)
      let name = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if isFlag || name.count == 2 && valued.contains(String(name[0])) {
        taken.append(word)
        words.removeFirst()
      } else if valued.contains(word), let value = words.dropFirst().first, !value.hasPrefix("-") {
        taken += [word, value]
        words.removeFirst(2)
      } else {
        return taken
      }
    }
    return taken
  }

  /// Whether a word is flags by their letters, such as `-y` or `-qy`.
  private func isLetters(_ word: String) -> Bool {
    guard word.hasPrefix("-"), !word.hasPrefix("--"), word.count > 1 else { return false }
    return word.dropFirst().allSatisfy(letters.contains)
  }
}
