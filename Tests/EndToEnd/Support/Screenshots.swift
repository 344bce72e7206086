import TestSupport
import Foundation
import Testing

/// A terminal of its own (a tmux server), in which a program runs and keys are pressed.
struct Screenshots: Sendable {
  let usher: Usher
  private let socket: String

  init(_ usher: Usher) {
    self.usher = usher
    socket = "usher-\(UUID().uuidString.prefix(8))"
  }

  /// Opens a shell of that size.
  func open(columns: Int = 80, rows: Int = 24, term: String = "screen-256color") async throws {
    try await tmux(
      "new-session", "-d", "-s", "t", "-x", "\(columns)", "-y", "\(rows)", "env", "TERM=\(term)",
      "PS1=ready$ ", "bash", "--norc", "--noprofile")
    try await see("ready$")
  }

  func close() async { _ = try? await tmux("kill-server") }

  /// Types a line and Enter.
  func type(_ line: String) async throws {
    try await tmux("send-keys", "-t", "t", "-l", line)
    try await tmux("send-keys", "-t", "t", "Enter")
  }

  /// Presses one key by tmux' name for it.
  func press(_ keys: String...) async throws {
    for key in keys {
      try await tmux("send-keys", "-t", "t", key)
      try await Task.sleep(for: .milliseconds(450))
    }
  }

  /// Presses keys by tmux' names for them, one right after the other.
  func keys(_ names: String...) async throws {
    try await tmux(["send-keys", "-t", "t"] + names)
  }

  /// Types a text, without Enter.
  func write(_ text: String) async throws { try await tmux(["send-keys", "-t", "t", "-l", text]) }

  /// Waits for a question, and answers it once it takes keys: for its first 300 ms it takes none.
  func answer(_ key: String, to question: String) async throws {
    try await see(question)
    try await Task.sleep(for: .milliseconds(350))
    try await keys(key)
  }

  func resize(columns: Int, rows: Int) async throws {
    try await tmux("resize-window", "-t", "t", "-x", "\(columns)", "-y", "\(rows)")
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
  private func tmux(_ words: [String]) async throws -> String {
    var environment = usher.environment
    environment["TERM"] = "xterm-256color"
    let command = Command(
      ["tmux", "-L", socket, "-f", "/dev/null"] + words, environment: environment,
      folder: usher.folder.path)
    return try await command.run(timeout: 20).output
  }
}
