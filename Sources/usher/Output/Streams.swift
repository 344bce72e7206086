import Text
import Foundation
import Host
import Manifest
import Provisioning
import SCIM

/// The two outputs of a command, and the only way to them. Results go to standard output; progress,
/// warnings and errors go to standard error, in colour only on a terminal that wants it.
///
/// Whatever is written may hold text from outside, so that every way makes it harmless by itself: a
/// line for people is shown as ``Swift/String/visible`` and has an end, JSON and the configuration
/// file say in escapes what cannot be seen.
enum Streams {
  /// The columns of a line for people, at most; what is longer is whole in JSON.
  static let longestLine = 4_000

  /// How a line on standard error is meant.
  enum Style: String {
    case plain = ""
    case error = "31"
    case warning = "33"
    case good = "32"
  }

  /// Writes a line for people to standard output.
  static func standardOutput(_ line: String) {
    write(line.visible(upTo: longestLine) + "\n", to: STDOUT_FILENO)
  }

  /// Writes a value for programs to standard output, on one line.
  ///
  /// - Parameter mark: what stands before it in a list that is written while it comes.
  static func json(_ value: JSONValue, after mark: String = "") {
    write(mark + value.textWithoutHidden + "\n", to: STDOUT_FILENO)
  }

  /// Writes a configuration file, as `apply` takes it, to standard output.
  ///
  /// - Parameter notes: what stands in it as comments.
  static func configuration(_ file: ManifestFile, notes: [AppNote] = []) {
    write(Manifest.write(file, notes: notes), to: STDOUT_FILENO)
  }

  /// Writes an entry of the log for programs to standard error, on one line.
  static func log(_ entry: JSONValue) {
    write(entry.textWithoutHidden + "\n", to: STDERR_FILENO)
  }

  /// Writes a line to standard error.
  static func standardError(_ line: String, style: Style = .plain) {
    let line = line.visible(upTo: longestLine)
    let text =
      style != .plain && usesColour ? "\u{1B}[\(style.rawValue)m\(line)\u{1B}[0m" : line
    write(text + "\n", to: STDERR_FILENO)
  }

  /// Writes what went wrong to standard error, a line each. For a program it also goes to standard
  /// output as one JSON object, where nothing stands there yet.
  static func error(_ lines: [String], code: String) {
    for line in lines { standardError("usher: error: \(line)", style: .error) }
    guard isForPrograms.get(), !hasResults.get() else { return }
    let text = lines.joined(separator: "\n")
    json(["error": ["code": .string(code), "message": .string(text)]])
  }

  /// Writes a question to standard error; the answer follows on the same line.
  static func question(_ text: String) {
    write(text.visible(upTo: longestLine) + " ", to: STDERR_FILENO)
  }

  /// Writes a line to the terminal over the last one of these; `nil` takes that one away.
  static func progress(_ line: String?) {
    write("\r\u{1B}[K" + (line?.visible(upTo: 200) ?? ""), to: STDERR_FILENO)
  }

  /// Whether standard input and standard error are a terminal, so that somebody can be asked.
  static var canAsk: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  /// Whether progress can be drawn.
  static var showsProgress: Bool { isatty(STDERR_FILENO) == 1 }

  /// The columns of the terminal; `nil` where standard output is none.
  static var columns: Int? {
    guard isatty(STDOUT_FILENO) == 1 else { return nil }
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
    return Int(size.ws_col)
  }

  private static var usesColour: Bool {
    let environment = ProcessInfo.processInfo.environment
    switch colourChoice.value {
    case .always: return true
    case .never: return false
    case .auto:
      return environment["NO_COLOR", default: ""].isEmpty && environment["TERM"] != "dumb"
        && isatty(STDERR_FILENO) == 1
    }
  }

  /// Whether results are for a program; set once when the options are read.
  static let isForPrograms = Locked(false)

  /// Whether anything went to standard output.
  private static let hasResults = Locked(false)

  /// What `--color` said; set once when the options are read.
  static let colourChoice = ColourChoice()

  /// Writes all of it. A reader that went away ends the command quietly, as it ends `ls | head`.
  private static func write(_ text: String, to file: Int32) {
    if file == STDOUT_FILENO { hasResults.set(true) }
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = bytes.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR || errno == EAGAIN { continue }
      if written < 0 { exit(errno == EPIPE ? 0 : 1) }
      bytes = bytes.dropFirst(written)
    }
  }
}

/// What `--color` says, behind a lock because output comes from several threads.
final class ColourChoice: Sendable {
  /// When output is coloured.
  enum Value: String, CaseIterable, Sendable {
    case auto
    case always
    case never
  }

  private let stored = Locked(Value.auto)

  var value: Value { stored.get() }

  func set(_ value: Value) { stored.set(value) }
}
