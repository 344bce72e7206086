import Text
import ArgumentParser
import Foundation
import Terminal

/// The root of the command line.
struct Usher: AsyncParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "usher",
    abstract: "Keeps the accounts in an app equal to what the directory says, over SCIM 2.0.",
    discussion: """
      usher plans each change, shows the exact request, and sends nothing that nobody approved.
      State lives in --home, else $USHER_HOME, else $XDG_STATE_HOME/usher.
      """,
    version: version,
    groupedSubcommands: [
      CommandGroup(
        name: "Set up",
        subcommands: [
          ConsoleCommand.self, Status.self, Demo.self, Apply.self, Export.self, Vendors.self,
          ImportCommand.self, KeysCommand.self, ManualCommand.self,
        ]),
      CommandGroup(
        name: "The directory", subcommands: [DirectoryCommand.self, Users.self, Roles.self]),
      CommandGroup(
        name: "The app",
        subcommands: [ConnectionCommand.self, Entitlements.self, RulesCommand.self]),
      CommandGroup(
        name: "Provisioning",
        subcommands: [
          PlanCommand.self, Reapply.self, Why.self, WhatIf.self, Tasks.self, Run.self, Runs.self,
          Undo.self, Pins.self, Link.self, Unlink.self,
        ]),
      CommandGroup(
        name: "Proof",
        subcommands: [
          Verify.self, TestRunCommand.self, Audit.self, StoreCommand.self, SandboxCommand.self,
        ]),
    ],
    defaultSubcommand: ConsoleCommand.self)
}

@main
enum Main {
  static func main() async {
    CrashDump.forbid()
    let command: any ParsableCommand
    do {
      let words = Array(CommandLine.arguments.dropFirst())
      let leading = Options.leading(in: Usher.self)
      if let slip = leading.slip(in: words) { throw slip.error }
      command = try Usher.parseAsRoot(leading.arranged(words))
    } catch {
      exit(error)
    }
    do {
      var command = command
      if var asynchronous = command as? any AsyncParsableCommand {
        try await asynchronous.run()
      } else {
        try command.run()
      }
    } catch let error as ExitCode {
      Foundation.exit(error.rawValue)
    } catch {
      // Help and wrong command lines are the parser's own; every other error is worded here.
      let code = Usher.exitCode(for: error)
      if code == .success || code == .validationFailure { exit(error) }
      Streams.error(Complaint.lines(of: error), code: Complaint.code(of: error))
      Foundation.exit(1)
    }
  }

  /// Ends as the parser wants it: with help, or with what is wrong with the command line, which
  /// repeats words of it.
  private static func exit(_ error: any Error) -> Never {
    let code = Usher.exitCode(for: error)
    if code == .success { Usher.exit(withError: error) }
    for line in Usher.fullMessage(for: error).split(
      separator: "\n", omittingEmptySubsequences: false)
    {
      Streams.standardError(String(line))
    }
    Foundation.exit(code.rawValue)
  }
}
