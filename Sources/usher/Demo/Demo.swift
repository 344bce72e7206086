import ArgumentParser
import Engine
import Foundation
import Provisioning
import SCIM
import Sandbox

/// The seed's whole walk in a sandbox.
struct Demo: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Shows what usher does, in a sandbox and a temporary home.")

  @Flag(help: "Walk the whole path without a terminal, and print each step (TAP).")
  var headless = false

  @Option(help: "How many people the sample directory has.") var users = 40

  @OptionGroup var options: Options

  func validate() throws {
    guard (10...100_000).contains(users) else {
      throw ValidationError("--users goes from 10 to 100000")
    }
  }

  func run() async throws {
    let home = NSTemporaryDirectory() + "usher-demo-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: home) }
    var options = options
    options.home = home
    options.store = "sqlite://\(home)/usher.db"
    let composition = try Composition(options)
    let isHeadless = headless
    var profile = SandboxProfile.netskope
    if !headless { profile.longest["name.familyName"] = DemoWalk.longestFamilyName }
    let passed = try await Sandboxed.run(home: home, profile) { baseURL, sandbox in
      let walk = DemoWalk(
        engine: composition.engine, baseURL: baseURL, sandbox: sandbox, home: home, users: users)
      if isHeadless { return await walk.run() }
      try await walk.prepare()
      try await ConsoleSession.open(composition, plain: false, runsWorker: true)
      return true
    }
    if !passed { throw ExitCode(1) }
  }
}

/// A sandbox that listens while something is done.
enum Sandboxed {
  static func run<Result: Sendable>(
    home: String, _ profile: SandboxProfile,
    _ body: @escaping @Sendable (String, Sandbox) async throws -> Result
  ) async throws -> Result {
    let token = UUID().uuidString
    try Files.write(token + "\n", to: home + "/sandbox.token")
    let sandbox = Sandbox(
      SandboxOptions(profile: profile, token: token, enforcesRates: false)
    ) { Date().timeIntervalSince1970 }
    let listening = AsyncStream<String>.makeStream()
    return try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask {
        try await SandboxServer(sandbox).run(port: 0) { _, url in
          listening.continuation.yield(url)
          listening.continuation.finish()
        }
        return nil
      }
      group.addTask {
        for await url in listening.stream { return try await body(url, sandbox) }
        return nil
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
      }
      throw Failure("the sandbox could not be started")
    }
  }
}
