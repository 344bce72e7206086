import Foundation

/// A program that a person uses in this terminal until they leave it: an editor, a pager.
struct ForegroundProgram {
  /// The exit status of a shell that does not find a program.
  static let notStarted: Int32 = 127

  private let line: String
  private let environment: [String: String]

  /// - Parameters:
  ///   - line: a line for the shell.
  ///   - secrets: variables that the program is not told, beside those that are named as secrets
  ///     are: what it loads, and what is started in it, needs no token.
  ///   - defaults: variables that it gets where the person has not set them.
  init(_ line: String, hiding secrets: Set<String> = [], defaults: [String: String] = [:]) {
    self.line = line
    environment = ProcessInfo.processInfo.environment.filter { name, _ in
      !secrets.contains(name) && !Secrets.isNamedAsOne(name)
    }.merging(defaults) { own, _ in own }
  }

  /// Runs it, and waits.
  ///
  /// - Parameter input: what it reads; `nil`: the terminal.
  /// - Returns: its exit status, as a shell counts; ``notStarted`` where it could not be started.
  func run(input: String? = nil) -> Int32 {
    var ends: [Int32] = [-1, -1]
    if input != nil, pipe(&ends) != 0 { return Self.notStarted }
    guard let child = start(input: input == nil ? nil : ends[0]) else {
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

  private func start(input: Int32?) -> pid_t? {
    let shell = ["/bin/sh", "-c", line]
    var words: [UnsafeMutablePointer<CChar>?] = shell.map { strdup($0) } + [nil]
    let settings = environment.map { "\($0.key)=\($0.value)" }
    var variables: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    if let input { posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO) }
    // The store and the sockets are none of its business.
    let open = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/fd")) ?? []
    for descriptor in 3...(open.compactMap { Int32($0) }.max() ?? 1024) + 64 {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var child: pid_t = 0
    guard posix_spawn(&child, "/bin/sh", &actions, &attributes, &words, &variables) == 0 else {
      return nil
    }
    return child
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
