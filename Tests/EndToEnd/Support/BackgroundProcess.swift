import Foundation
import Synchronization

/// A program that runs while the test goes on. What it writes goes into files, so that it never
/// waits for a reader.
///
/// By `posix_spawn`: Foundation's `Process` keeps descriptors of each child, and with some thousand
/// of them open it reads past the end of the directory that lists them.
final class BackgroundProcess: Sendable {
  private let files: TemporaryFolder
  private let ending = Mutex<Int32?>(nil)
  let pid: pid_t

  /// Why a program could not be started.
  struct NotStarted: Error {
    let program: String
    let code: Int32
  }

  /// Starts the program.
  init(_ command: Command) throws {
    files = try TemporaryFolder()
    let output = try files.write("output", "")
    let errors = try files.write("errors", "")
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_APPEND, 0)
    posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_APPEND, 0)
    // A child that kept this process's sockets would keep connections open that a test closes.
    let open = try FileManager.default.contentsOfDirectory(atPath: "/dev/fd")
    for descriptor in 3...(open.compactMap { Int32($0) }.max() ?? 1024) + 64 {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // The threads of this process block signals, and a child would inherit that.
    var all = sigset_t()
    var none = sigset_t()
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
    pid = try Self.spawn(command, &actions, &attributes)
  }

  private static func spawn(
    _ command: Command, _ actions: inout posix_spawn_file_actions_t,
    _ attributes: inout posix_spawnattr_t
  ) throws -> pid_t {
    let words = ["/usr/bin/env", "--chdir=\(command.folder)"] + command.words
    var arguments = words.map { strdup($0) } + [nil]
    var variables = command.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer {
      arguments.forEach { free($0) }
      variables.forEach { free($0) }
    }
    var pid: pid_t = 0
    let code = posix_spawn(&pid, words[0], &actions, &attributes, &arguments, &variables)
    guard code == 0 else { throw NotStarted(program: command.words[0], code: code) }
    return pid
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
    while !condition(self) {
      guard ContinuousClock.now < deadline else { return false }
      try? await Task.sleep(for: .milliseconds(10))
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
