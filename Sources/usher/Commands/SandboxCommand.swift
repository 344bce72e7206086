import Text
import ArgumentParser
import Foundation
import Sandbox

/// A local service provider for tests, or a local OneLogin tenant.
struct SandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox",
    abstract: "A local SCIM service provider for tests, in memory, on loopback.",
    discussion: """
      --fault KIND:RATE[:ARG][@SEED] injects faults: 429 (ARG: Retry-After), 500, 503, latency \
      (ARG: milliseconds), reset, lost-answer, truncated, new-user-error.

      --quirk NAME[=VALUE] makes it behave as some apps do: \(quirkNames).

      --profile onelogin is a directory, not an app: OneLogin's API over the people, roles and apps \
      of --fixture. Its client id is sandbox, its client secret what --token says, and its quirks are \
      others: \(oneLoginNames).
      """)

  private static let quirkNames = SandboxQuirks.names.map { quirk in
    quirk.argument.map { "\(quirk.name)=\($0)" } ?? quirk.name
  }.joined(separator: ", ")
  private static let oneLoginNames = OneLoginSwitch.allCases.map(\.form).joined(separator: ", ")
  /// The profile that is a directory.
  private static let oneLogin = "onelogin"

  @Option(help: "The port; 0 takes a free one.") var port = 0

  @Option(help: "The bearer token that requests need.") var token = "sandbox-token"

  @Option(help: "How it behaves: rfc, netskope, aws, slack, hostile or onelogin.") var profile =
    "rfc"

  @Option(
    name: .customLong("fault"), help: ArgumentHelp("A fault to inject.", valueName: "spec"))
  var faults: [String] = []

  @Option(
    name: .customLong("quirk"),
    help: ArgumentHelp("How it differs from its profile.", valueName: "name[=value]"))
  var quirks: [String] = []

  @Flag(help: "Do not enforce the profile's limits on requests a second.") var noRates = false

  @Option(
    help: "A JSON file with the people, roles and apps of the profile onelogin.",
    completion: .file(extensions: ["json"]))
  var fixture: String?

  @OptionGroup var options: Options

  private var isOneLogin: Bool { profile == Self.oneLogin }

  func validate() throws {
    guard (0...65535).contains(port) else { throw ValidationError("--port goes from 0 to 65535") }
    guard isOneLogin || SandboxProfile.named(profile) != nil else {
      let known = SandboxProfile.all.map(\.name) + [Self.oneLogin]
      throw ValidationError(
        "there is no profile \(profile); the profiles are \(known.joined(separator: ", "))")
    }
    guard fixture == nil || isOneLogin else {
      throw ValidationError("--fixture goes with --profile onelogin")
    }
    for fault in faults {
      do {
        let fault = try SandboxFault(parsing: fault)
        guard !isOneLogin || fault.kind != .newUserError else {
          throw ValidationError("the profile onelogin has no fault new-user-error")
        }
      } catch let error as SandboxFaultError {
        throw ValidationError(error.description)
      }
    }
    do {
      if isOneLogin { _ = try OneLoginQuirks(quirks) } else { _ = try chosenQuirks() }
    } catch let error as OneLoginSwitchError {
      throw ValidationError(error.description)
    } catch let error as SandboxQuirkError {
      throw ValidationError(error.description)
    }
  }

  private func chosenQuirks() throws(SandboxQuirkError) -> SandboxQuirks {
    var chosen = SandboxProfile.named(profile)?.quirks ?? SandboxQuirks()
    for quirk in quirks { try chosen.add(quirk) }
    return chosen
  }

  /// What answers the requests.
  private func service() throws -> any SandboxService {
    let faults = try faults.map { try SandboxFault(parsing: $0) }
    let clock: @Sendable () -> Double = { Date().timeIntervalSince1970 }
    if isOneLogin {
      let hourly = noRates ? Int.max : OneLoginOptions().hourly
      return OneLoginSandbox(
        OneLoginOptions(
          tenant: try tenant(), secret: token, quirks: try OneLoginQuirks(quirks), faults: faults,
          hourly: hourly), clock: clock)
    }
    var profile = SandboxProfile.named(profile) ?? .rfc
    profile.quirks = try chosenQuirks()
    return Sandbox(
      SandboxOptions(profile: profile, token: token, faults: faults, enforcesRates: !noRates),
      clock: clock)
  }

  private func tenant() throws -> OneLoginTenant {
    guard let fixture else { return .sample }
    guard let bytes = FileManager.default.contents(atPath: fixture) else {
      throw Failure("the file \(fixture) cannot be read; check its path and permissions")
    }
    do {
      return try OneLoginTenant(fixture: Array(bytes), now: Date().timeIntervalSince1970)
    } catch {
      throw Failure("\(fixture): \(error.description)")
    }
  }

  func run() async throws {
    let service = try service()
    let port = port
    let isJSON = options.isForPrograms
    do {
      try await Interruption.run {
        try await SandboxServer(service).run(port: port) { _, url in
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
