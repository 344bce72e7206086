import TestSupport
import Foundation
import Synchronization
import Testing

/// A terminal of its own (a tmux server), in which a program runs and keys are pressed.
final class Screenshots: Sendable {
  let usher: Usher
  private let socket: String
  private let pressed = Mutex(0)

  /// How many keys were pressed in the console; a text that was typed counts as one.
  var presses: Int { pressed.withLock { $0 } }

  init(_ usher: Usher) {
    var usher = usher
    usher.environment["USHER_COUNT_EVENTS"] = "1"
    self.usher = usher
    socket = "usher-\(UUID().uuidString.prefix(8))"
  }

  /// Opens a shell of that size.
  func open(columns: Int = 80, rows: Int = 24, term: String = "screen-256color") async throws {
    // What runs in the terminal is on the host of whoever opens it first.
    let shell = ["env", "TERM=\(term)", "PS1=ready$ ", "bash", "--norc", "--noprofile"]
    try await tmux(
      ["new-session", "-d", "-s", "t", "-x", "\(columns)", "-y", "\(rows)"] + shell,
      on: usher.entering)
    try await see("ready$")
  }

  func close() async { _ = try? await tmux("kill-server") }

  /// Types a line and Enter into the shell.
  func type(_ line: String) async throws {
    try await tmux("send-keys", "-t", "t", "-l", line)
    try await tmux("send-keys", "-t", "t", "Enter")
  }

  /// Presses keys by tmux' names for them, each once what the one before asked for is there.
  func keys(_ names: String...) async throws { try await keys(names) }

  func keys(_ names: [String]) async throws {
    pressed.withLock { $0 += names.count }
    for name in names { try await handled(1) { try await tmux("send-keys", "-t", "t", name) } }
  }

  /// Types a text, without Enter.
  func write(_ text: String) async throws {
    pressed.withLock { $0 += 1 }
    try await handled(text.count) { try await tmux("send-keys", "-t", "t", "-l", text) }
  }

  /// Waits for a question, and answers it.
  func answer(_ key: String, to question: String) async throws {
    try await see(question)
    try await settle()
    try await keys(key)
  }

  func resize(columns: Int, rows: Int) async throws {
    try await handled(1) {
      try await tmux("resize-window", "-t", "t", "-x", "\(columns)", "-y", "\(rows)")
    }
  }

  /// Waits until nothing goes on in the console.
  func settle() async throws { try await handled(0) {} }

  /// Sends something, and waits until the console took so many events and did what they ask for.
  /// Where the terminal shows no title, or no console is there any more, there is nothing to wait for.
  private func handled(_ events: Int, _ send: () async throws -> Void) async throws {
    let before = try await count()
    try await send()
    guard let before else { return }
    let deadline = ContinuousClock.now.advanced(by: .seconds(60))
    while let now = try await count(), now.taken < before.taken + events || !now.isSettled {
      guard ContinuousClock.now >= deadline else { continue }
      let (taken, shown) = (now.taken - before.taken, try await screen())
      try #require(Bool(false), "\(taken) of \(events) keys were taken:\n\(shown)")
    }
  }

  /// What the console's title counts; `nil` where none does.
  private func count() async throws -> (taken: Int, isSettled: Bool)? {
    let title = try await tmux("display-message", "-p", "-t", "t", "#{pane_title}")
    guard let match = title.prefixMatch(of: #/\[(\d+)(\+?)\] /#), let taken = Int(match.1) else {
      return nil
    }
    return (taken, match.2.isEmpty)
  }

  /// The screen as it is.
  func screen() async throws -> String { try await tmux("capture-pane", "-p", "-t", "t") }

  /// Waits until the screen shows a text.
  @discardableResult
  func see(
    _ text: String, within seconds: Double = 20, at location: SourceLocation = #_sourceLocation
  ) async throws -> String {
    let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
    var shown = try await screen()
    while !shown.contains(text), ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(20))
      shown = try await screen()
    }
    try #require(
      shown.contains(text), "'\(text)' is not on the screen:\n\(shown)", sourceLocation: location)
    return shown
  }

  /// The process that the shell has started, once it is there. Its environment is not asked: usher
  /// lets nobody look into itself.
  func child(within seconds: Double = 20) async throws -> pid_t {
    let shell = try await tmux("display-message", "-p", "-t", "t", "#{pane_pid}")
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let deadline = ContinuousClock.now.advanced(by: .seconds(seconds))
    while ContinuousClock.now < deadline {
      let children = FileManager.default.contents(atPath: "/proc/\(shell)/task/\(shell)/children")
      let words = String(decoding: children ?? Data(), as: UTF8.self).split(separator: " ")
      for pid in words.compactMap({ pid_t($0) }) {
        let call = FileManager.default.contents(atPath: "/proc/\(pid)/cmdline") ?? Data()
        if String(decoding: call, as: UTF8.self).hasPrefix(Usher.executable) { return pid }
      }
      try await Task.sleep(for: .milliseconds(5))
    }
    throw Command.Timeout(description: "the shell has not started usher:\n" + (try await screen()))
  }

  @discardableResult
  func tmux(_ words: String...) async throws -> String { try await tmux(words) }

  @discardableResult
  private func tmux(_ words: [String], on entering: [String] = []) async throws -> String {
    var environment = usher.environment
    environment["TERM"] = "xterm-256color"
    let command = Command(
      entering + ["tmux", "-L", socket, "-f", "/dev/null"] + words, environment: environment,
      folder: usher.folder.path)
    return try await command.run(timeout: 20).output
  }
}
