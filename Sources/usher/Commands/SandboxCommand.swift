import ArgumentParser
import Foundation
import SCIM
import Sandbox

/// A local service provider for tests.
struct SandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox",
    abstract: "A local SCIM service provider for tests, in memory, on loopback.",
    discussion: """
      --fault KIND:RATE[:ARG][@SEED] injects faults: 429 (ARG: Retry-After), 500, 503, latency \
      (ARG: milliseconds), reset, lost-answer, truncated, new-user-error.

      --quirk NAME[=VALUE] makes it behave as some apps do: \(quirkNames).
      """)

  private static let quirkNames = SandboxQuirks.names.map { quirk in
    quirk.argument.map { "\(quirk.name)=\($0)" } ?? quirk.name
  }.joined(separator: ", ")

  @Option(help: "The port; 0 takes a free one.") var port = 0

  @Option(help: "The bearer token that requests need.") var token = "sandbox-token"

  @Option(help: "How it behaves: rfc, netskope, aws, slack or hostile.") var profile = "rfc"

  @Option(
    name: .customLong("fault"), help: ArgumentHelp("A fault to inject.", valueName: "spec"))
  var faults: [String] = []

  @Option(
    name: .customLong("quirk"),
    help: ArgumentHelp("How it differs from its profile.", valueName: "name[=value]"))
  var quirks: [String] = []

  @Flag(help: "Do not enforce the profile's limits on requests a second.") var noRates = false

  @OptionGroup var options: Options

  func validate() throws {
    guard (0...65535).contains(port) else { throw ValidationError("--port goes from 0 to 65535") }
    guard SandboxProfile.named(profile) != nil else {
      let known = SandboxProfile.all.map(\.name).joined(separator: ", ")
      throw ValidationError("there is no profile \(profile); the profiles are \(known)")
    }
    for fault in faults {
      do {
        _ = try SandboxFault(parsing: fault)
      } catch {
        throw ValidationError(error.description)
      }
    }
    do {
      _ = try chosenQuirks()
    } catch {
      throw ValidationError(error.description)
    }
  }

  private func chosenQuirks() throws(SandboxQuirkError) -> SandboxQuirks {
    var chosen = SandboxProfile.named(profile)?.quirks ?? SandboxQuirks()
    for quirk in quirks { try chosen.add(quirk) }
    return chosen
  }

  func run() async throws {
    guard var profile = SandboxProfile.named(profile) else { return }
    profile.quirks = try chosenQuirks()
    let parsed = try faults.map { try SandboxFault(parsing: $0) }
    let sandbox = Sandbox(
      SandboxOptions(profile: profile, token: token, faults: parsed, enforcesRates: !noRates)
    ) { Date().timeIntervalSince1970 }
    let port = port
    let isJSON = options.isForPrograms
    do {
      try await Interruption.run {
        try await SandboxServer(sandbox).run(port: port) { _, url in
          if isJSON {
            Streams.json(["base_url": .string(url)])
          } else {
            Streams.standardOutput(url)
          }
        }
      }
    } catch is CancellationError {
      return
    } catch {
      throw Failure("port \(port) cannot be opened; choose another one, or 0 for a free one")
    }
  }
}
