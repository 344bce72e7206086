import Foundation

/// A program that a person uses in this terminal until they leave it: an editor, a pager.
public struct ForegroundProgram: Sendable {
  /// The exit status of a shell that does not find a program.
  public static let notStarted: Int32 = 127

  private let line: String
  private let environment: [String: String]

  /// - Parameters:
  ///   - line: a line for the shell.
  ///   - secrets: variables that the program is not told, beside those that are named as secrets
  ///     are: what it loads, and what is started in it, needs no token.
  ///   - defaults: variables that it gets where the person has not set them.
  public init(_ line: String, hiding secrets: Set<String> = [], defaults: [String: String] = [:]) {
    self.line = line
    environment = ProcessInfo.processInfo.environment.filter { name, _ in
      !secrets.contains(name) && !SecretNames.contain(name)
    }.merging(defaults) { own, _ in own }
  }

  /// Runs it, and waits.
  ///
  /// - Parameter input: what it reads; `nil`: the terminal.
  /// - Returns: its exit status, as a shell counts; ``notStarted`` where it could not be started.
  public func run(input: String? = nil) -> Int32 {
    var ends: [Int32] = [-1, -1]
    if input != nil, pipe(&ends) != 0 { return Self.notStarted }
    let child: pid_t
    do {
      child = try Spawn.start(
        ["/bin/sh", "-c", line], environment: environment,
        streams: (input == nil ? .inherited : .file(ends[0]), .inherited, .inherited))
    } catch {
      for end in ends where end >= 0 { close(end) }
      return Self.notStarted
    }
    if let input {
      close(ends[0])
      write(Array(input.utf8), to: ends[1])
      close(ends[1])
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { return Self.notStarted }
    }
    let signal = status & 0x7F
    return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
  }

  /// Writes all of it, or as much as the program wants to read.
  private func write(_ bytes: [UInt8], to file: Int32) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let written = rest.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return }
      rest = rest.dropFirst(written)
    }
  }
}
