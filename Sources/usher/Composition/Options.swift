import Text
import ArgumentParser
import Foundation
import Host

extension ColourChoice.Value: ExpressibleByArgument {}
extension ResultList.Form: ExpressibleByArgument {}

extension Options {
  /// These options where they stand before a subcommand.
  static func leading(in program: any ParsableCommand.Type) -> LeadingOptions {
    LeadingOptions(
      valued: ["--home", "--store", "--output", "--color"],
      flags: ["--json", "--yes", "--quiet"], letters: ["y", "q"],
      commands: program.configuration.subcommands.map(command)
        + [LeadingOptions.Command(["help"], takesOptions: false)])
  }

  private static func command(_ type: any ParsableCommand.Type) -> LeadingOptions.Command {
    let configuration = type.configuration
    return LeadingOptions.Command(
      [configuration.commandName ?? type._commandName] + configuration.aliases,
      configuration.subcommands.map(command))
  }
}

extension LeadingOptions.Slip {
  /// What the person is told.
  var error: ValidationError {
    let line = (["usher"] + path).joined(separator: " ")
    let advice = near.map { "did you mean \(line) \($0)?" } ?? "\(line) --help lists them"
    return ValidationError("\(line) has no subcommand \(word.quotedForPeople); \(advice)")
  }
}

/// The options that every command takes.
struct Options: ParsableArguments {
  @Option(help: "Where the state lives.", completion: .directory)
  var home: String?

  @Option(
    help: ArgumentHelp(
      "Another store: sqlite:///PATH or postgresql://USER@HOST/DATABASE.", valueName: "url"))
  var store: String?

  @Option(help: "How results are printed: table, json or jsonl.")
  var output: ResultList.Form?

  @Flag(help: "Short for --output json.")
  var json = false

  @Option(help: "Colour on standard error: auto, always or never.")
  var color: ColourChoice.Value = .auto

  @Flag(name: .shortAndLong, help: "Answer yes to every question.")
  var yes = false

  @Flag(name: .shortAndLong, help: "Say only what went wrong.")
  var quiet = false

  /// How results are printed.
  var form: ResultList.Form { json ? .json : output ?? .table }

  /// Whether results are for a program.
  var isForPrograms: Bool { form != .table }

  mutating func validate() throws {
    if json, let output, output != .json {
      throw ValidationError("--json and --output \(output.rawValue) do not go together")
    }
    Streams.colourChoice.set(color)
    Streams.isForPrograms.set(isForPrograms)
  }

  /// Says something that is no result and no warning.
  func say(_ line: String) {
    if !quiet { Streams.standardError(line) }
  }

  /// Asks before something that changes much.
  ///
  /// - Parameters:
  ///   - question: what would be done, in a sentence.
  ///   - shown: what a person sees instead, with lines below it.
  /// - Throws: `Failure` where nobody can be asked and `--yes` was not given, or the answer is no.
  func confirm(_ question: String, shown: String? = nil, _ lines: [String] = []) throws {
    if yes { return }
    guard Streams.canAsk else {
      throw Failure(
        "\(question) Nothing was done, because there is no terminal to ask on; --yes answers yes",
        code: "cannot-ask")
    }
    if let shown {
      for line in [shown] + lines.map({ "  \($0)" }) {
        Streams.standardError(line, style: .warning)
      }
    }
    Streams.question("\(shown == nil ? question : "Go on?") [y/N]")
    let answer = readLine()?.lowercased() ?? ""
    guard answer == "y" || answer == "yes" else {
      throw Failure("nothing was done", code: "declined")
    }
  }
}
