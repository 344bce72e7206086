import TestSupport
import Foundation
import Synchronization

/// A program that runs while the test goes on. What it writes goes into files, so that it never
/// waits for a reader.
final class BackgroundProcess: Sendable {
  private let files: TemporaryFolder
  private let ending = Mutex<Int32?>(nil)
  let pid: pid_t

  /// Starts the program.
  init(_ command: Command) throws {
    files = try TemporaryFolder()
    let words = ["/usr/bin/env", "--chdir=\(command.folder)"] + command.words
    pid = try ChildStart(words, environment: command.environment).start(
      .nothing, .appending(to: files.write("output", "")),
      .appending(to: files.write("errors", "")))
  }

  /// What it wrote until now.
  var output: String { text("output") }
  /// What it wrote to standard error until now.
  var errors: String { text("errors") }

  /// Whether it has not ended.
  var isRunning: Bool {
    ending.withLock { ending in
      guard ending == nil else { return false }
      var status: Int32 = 0
      guard waitpid(pid, &status, WNOHANG) == pid else { return true }
      let signal = status & 0x7F
      ending = signal == 0 ? status >> 8 & 0xFF : 128 + signal
      return false
    }
  }

  /// The exit status once it has ended, 128 and the signal's number where a signal ended it.
  var status: Int32 { ending.withLock { $0 } ?? -1 }

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
    // Most programs end within a few moments, and many are started.
    var pause = Duration.milliseconds(1)
    while !condition(self) {
      guard ContinuousClock.now < deadline else { return false }
      try? await Task.sleep(for: pause)
      pause = min(.milliseconds(10), pause + .milliseconds(1))
    }
    return true
  }

  /// Sends a signal and waits for the end.
  func stop(signal: Int32 = SIGTERM) async {
    guard isRunning else { return }
    kill(pid, signal)
    if await ended(within: 15) { return }
    kill(pid, SIGKILL)
    _ = await ended(within: 5)
  }
}
