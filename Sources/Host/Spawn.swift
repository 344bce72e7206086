import Foundation

/// The one way in which usher starts another program.
///
/// The program gets none of this process's files, since sockets and the store are none of its
/// business. It meets signals as it would in a shell: the threads of this process block most of
/// them, and the network ignores a broken pipe. Foundation's `Process` promises neither.
enum Spawn {
  /// What a program's standard input, output or error is connected to.
  enum Connection {
    /// What this process has there.
    case inherited
    /// `/dev/null`, for reading.
    case nothing
    /// An open file of this process.
    case file(Int32)
  }

  /// The system's number for why a program was not started.
  struct Refusal: Error {
    let number: Int32

    /// The reason in the system's words.
    var reason: String { String(cString: strerror(number)) }
  }

  /// Starts a program; its name is looked for in the path as a shell would.
  ///
  /// - Parameter streams: standard input, output and error.
  static func start(
    _ words: [String], environment: [String: String],
    streams: (Connection, Connection, Connection)
  ) throws(Refusal) -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (number, stream) in zip(Int32(0)..., [streams.0, streams.1, streams.2]) {
      switch stream {
      case .inherited: break
      case .nothing: posix_spawn_file_actions_addopen(&actions, number, "/dev/null", O_RDONLY, 0)
      case .file(let file): posix_spawn_file_actions_adddup2(&actions, file, number)
      }
    }
    for descriptor in 3...highestDescriptor {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    restoreSignals(&attributes)
    var child: pid_t = 0
    let variables = environment.map { "\($0.key)=\($0.value)" }
    let number = withStrings(words) { arguments in
      withStrings(variables) {
        posix_spawnp(&child, words[0], &actions, &attributes, arguments, $0)
      }
    }
    guard number == 0 else { throw Refusal(number: number) }
    return child
  }

  private static func restoreSignals(_ attributes: inout posix_spawnattr_t) {
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
  }

  /// A bound for this process's open files, with room for those that other threads open meanwhile.
  private static var highestDescriptor: Int32 {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/fd")) ?? []
    return (names.compactMap { Int32($0) }.max() ?? 1024) + 64
  }

  /// Lends the texts as a list of C strings that ends with a null pointer.
  private static func withStrings<Result>(
    _ texts: [String], _ body: ([UnsafeMutablePointer<CChar>?]) -> Result
  ) -> Result {
    let copies = texts.map { strdup($0) }
    defer { for copy in copies { free(copy) } }
    return body(copies + [nil])
  }
}
