import Text
import ArgumentParser
import Console
import Screen

/// The keys of the console.
struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "Lists the keys of the console with the name of each action.")

  @Flag(help: "As tables of Markdown.") var markdown = false

  @OptionGroup var options: Options

  func run() throws {
    if markdown { return KeyTable.markdown.forEach(Streams.standardOutput) }
    var list = ResultList(
      options.form, headings: ["SCREEN", "KEYS", "ACTION", "WHAT", "NAME"], limit: 0)
    for section in Actions.all {
      for action in section.actions {
        list.add(
          [section.title, action.keyNames, action.title, action.help, action.id],
          [
            "screen": .string(section.title), "id": .string(action.id),
            "title": .string(action.title), "help": .string(action.help),
            "keys": .array(action.keys.map { .string($0.notation) }),
            "danger": .string(action.danger.rawValue),
          ])
      }
    }
    list.end(empty: "")
  }
}

/// The tables of keys as the manual has them.
enum KeyTable {
  /// The lines, one table a screen.
  static var markdown: [String] {
    Actions.all.flatMap { section in
      ["", "**\(section.title)**", "", "| keys | what |", "| --- | --- |"]
        + section.actions.map { action in
          let keys = action.keys.map { "`\(escaped($0.description))`" }.joined(separator: " ")
          return "| \(keys) | \(escaped(action.title)): \(escaped(action.help)) |"
        }
    }.dropFirst().map { $0 }
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("|", with: "\\|")
  }
}
