public import Foundation

/// Starts a program for a test.
///
/// By `posix_spawn`: Foundation's `Process` keeps descriptors of each child, and with some thousand
/// of them open it reads past the end of the directory that lists them.
public struct ChildStart: Sendable {
  /// A file that the program reads or writes.
  public struct Stream: Sendable {
    fileprivate let path: String
    fileprivate let flags: Int32

    /// Nothing to read.
    public static let nothing = Stream(path: "/dev/null", flags: O_RDONLY)

    /// A file that the program writes on.
    public static func appending(to path: String) -> Stream {
      Stream(path: path, flags: O_WRONLY | O_APPEND)
    }
  }

  /// Why a program could not be started.
  public struct Refusal: Error {
    /// Its name.
    public let program: String
    /// The system's number for the reason.
    public let number: Int32
  }

  /// The program and its arguments; a name without a slash is looked for in the path.
  private let words: [String]
  private let environment: [String: String]

  /// A program that is to be started.
  public init(_ words: [String], environment: [String: String]) {
    self.words = words
    self.environment = environment
  }

  /// Starts it on three files: standard input, output and errors.
  public func start(_ input: Stream, _ output: Stream, _ errors: Stream) throws -> pid_t {
    // A child that kept this process's sockets would keep connections open that a test closes.
    let open = try FileManager.default.contentsOfDirectory(atPath: "/dev/fd")
    let highest = (open.compactMap { Int32($0) }.max() ?? 1024) + 64
    return try start(ownSession: false) { actions in
      for (number, stream) in zip(Int32(0)..., [input, output, errors]) {
        posix_spawn_file_actions_addopen(&actions, number, stream.path, stream.flags, 0)
      }
      for descriptor in 3...highest {
        posix_spawn_file_actions_addclose(&actions, descriptor)
      }
    }
  }

  /// Starts it in a session of its own on a terminal. The first terminal that such a session opens
  /// is the one that controls it.
  public func start(onTerminal path: String) throws -> pid_t {
    try start(ownSession: true) { actions in
      posix_spawn_file_actions_addopen(&actions, 0, path, O_RDWR, 0)
      posix_spawn_file_actions_adddup2(&actions, 0, 1)
      posix_spawn_file_actions_adddup2(&actions, 0, 2)
    }
  }

  private func start(
    ownSession: Bool, _ connect: (inout posix_spawn_file_actions_t) -> Void
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    connect(&actions)
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    Self.restoreSignals(&attributes, ownSession: ownSession)
    var arguments = words.map { strdup($0) } + [nil]
    var variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (arguments + variables).forEach { free($0) } }
    var child: pid_t = 0
    let number = posix_spawnp(
      &child, words[0], &actions, &attributes, &arguments, &variables)
    guard number == 0 else { throw Refusal(program: words[0], number: number) }
    return child
  }

  /// The threads of this process block signals, and a child would inherit that.
  private static func restoreSignals(_ attributes: inout posix_spawnattr_t, ownSession: Bool) {
    var all = sigset_t()
    var none = sigset_t()
    sigfillset(&all)
    sigemptyset(&none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setsigmask(&attributes, &none)
    // POSIX_SPAWN_SETSID, which Glibc's module does not show.
    let session: Int32 = ownSession ? 0x80 : 0
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | session))
  }
}
