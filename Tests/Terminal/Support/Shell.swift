import TestSupport
import Foundation
import Testing

/// A shell in a terminal of its own, with what it shows.
final class Shell {
  let pty: Pty
  private(set) var emulator: Emulator
  /// Each piece that was read since the last `forget`, about one for each write.
  private(set) var pieces: [[UInt8]] = []
  let pid: pid_t

  init(
    _ term: String? = "xterm-256color", columns: Int = 80, rows: Int = 24,
    environment: [String: String] = ["LC_ALL": "C.UTF-8"]
  ) throws {
    pty = try Pty(columns: columns, rows: rows)
    emulator = Emulator(columns: columns, rows: rows)
    var variables = environment
    variables["TERM"] = term
    variables["PATH"] = ProcessInfo.processInfo.environment["PATH"]
    variables["PS1"] = "ready$ "
    variables["HISTFILE"] = ""
    let shell = ChildStart(["bash", "--norc", "--noprofile", "-i"], environment: variables)
    pid = try shell.start(onTerminal: pty.path)
    try see("ready$")
  }

  deinit {
    // The master closes, and all that run there are hung up.
    kill(-pid, SIGKILL)
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
  }

  /// Presses keys.
  func type(_ text: String) { pty.type(text) }

  /// Sends bytes that are no text.
  func type(_ bytes: ArraySlice<UInt8>) { pty.type(Array(bytes)) }

  /// Sends a signal to what has the terminal.
  func send(_ signal: String) {
    let numbers = [
      "TERM": SIGTERM, "HUP": SIGHUP, "INT": SIGINT, "SEGV": SIGSEGV, "ABRT": SIGABRT,
      "ILL": SIGILL, "TRAP": SIGTRAP, "BUS": SIGBUS, "FPE": SIGFPE, "QUIT": SIGQUIT, "SYS": SIGSYS,
      "TSTP": SIGTSTP, "STOP": SIGSTOP,
    ]
    kill(foreground, numbers[signal] ?? 0)
  }

  func resize(columns: Int, rows: Int) {
    read(0.05)
    emulator.resize(columns: columns, rows: rows)
    pty.resize(columns: columns, rows: rows)
  }

  /// Forgets what was read until now.
  func forget() {
    read(0.1)
    pieces = []
  }

  /// Reads for so many seconds.
  func read(_ seconds: Double) {
    let end = Date().addingTimeInterval(seconds)
    repeat {
      for piece in pty.take(patience: 10) {
        pieces.append(piece)
        emulator.feed(piece)
      }
    } while Date() < end
  }

  /// Waits until the screen shows a text.
  func see(_ text: String, within seconds: Double = 10, at place: SourceLocation = #_sourceLocation)
    throws
  {
    let end = Date().addingTimeInterval(seconds)
    while !emulator.text.contains(text), Date() < end { read(0.02) }
    try #require(
      emulator.text.contains(text), "'\(text)' is not on the screen:\n\(emulator.text)",
      sourceLocation: place)
  }

  /// The process that has the terminal.
  var foreground: pid_t { tcgetpgrp(pty.master) }
}
