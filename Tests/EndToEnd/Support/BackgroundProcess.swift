import Foundation

/// A program that runs while the test goes on. What it writes goes into files, so that it never
/// waits for a reader.
final class BackgroundProcess: Sendable {
  private let files: TemporaryFolder
  private let process: Process

  /// Starts the program.
  init(_ command: Command) throws {
    files = try TemporaryFolder()
    process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    // The threads of this process block signals, and a child would inherit that.
    process.arguments = ["--default-signal"] + command.words
    process.environment = command.environment
    process.currentDirectoryURL = URL(fileURLWithPath: command.folder)
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(
      forWritingTo: URL(fileURLWithPath: files.write("output", "")))
    process.standardError = try FileHandle(
      forWritingTo: URL(fileURLWithPath: files.write("errors", "")))
    try process.run()
  }

  /// What it wrote until now.
  var output: String { text("output") }
  /// What it wrote to standard error until now.
  var errors: String { text("errors") }
  var isRunning: Bool { process.isRunning }
  var pid: Int32 { process.processIdentifier }

  /// The exit status, once it has ended.
  var status: Int32 {
    process.terminationReason == .exit
      ? process.terminationStatus : 128 + process.terminationStatus
  }

  private func text(_ name: String) -> String {
    let data = FileManager.default.contents(atPath: files.path + "/" + name) ?? Data()
    return String(decoding: data, as: UTF8.self)
  }

  /// Waits for the end; whether it came in time.
  func ended(within seconds: Double) async -> Bool {
    await holds(within: seconds) { !$0.isRunning }
  }

  /// Waits until something is so; `false` where it is not in time.
  func holds(
    within seconds: Double, _ condition: @Sendable (BackgroundProcess) -> Bool
  ) async -> Bool {
    let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
    while !condition(self) {
      guard ContinuousClock.now < deadline else { return false }
      try? await Task.sleep(for: .milliseconds(10))
    }
    return true
  }

  /// Sends a signal and waits for the end.
  func stop(signal: Int32 = SIGTERM) async {
    guard process.isRunning else { return }
    kill(pid, signal)
    if await ended(within: 15) { return }
    kill(pid, SIGKILL)
    _ = await ended(within: 5)
  }
}
