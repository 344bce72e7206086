import Foundation

/// A child process whose output is read, started by `posix_spawn` with `/dev/null` as its input.
///
/// Foundation's `Process` cannot be waited for with a deadline that also holds where a grandchild
/// keeps the pipe open.
struct ChildProcess {
  /// How a child ended and what it wrote.
  struct Ending {
    var status: Int32 = 0
    var signal: Int32?
    var output: [UInt8] = []
    var errors: [UInt8] = []
  }

  private let identifier: pid_t
  private let output: Int32
  private let errors: Int32

  /// Starts a command; its first word is looked for in the path as a shell would.
  init(words: [String], environment: [String: String]) throws(TokenError) {
    var outputPipe: [Int32] = [-1, -1]
    var errorPipe: [Int32] = [-1, -1]
    guard pipe(&outputPipe) == 0, pipe(&errorPipe) == 0 else {
      let reason = String(cString: strerror(errno))
      for end in outputPipe + errorPipe where end >= 0 { close(end) }
      throw .noCommand(words[0], reason: reason)
    }
    for end in outputPipe + errorPipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, outputPipe[1], 1)
    posix_spawn_file_actions_adddup2(&actions, errorPipe[1], 2)
    for descriptor in 3...Self.highestDescriptor {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    Self.restoreSignals(&attributes)
    var child: pid_t = 0
    let variables = environment.map { "\($0.key)=\($0.value)" }
    let code = Self.withStrings(words) { arguments in
      Self.withStrings(variables) {
        posix_spawnp(&child, words[0], &actions, &attributes, arguments, $0)
      }
    }
    close(outputPipe[1])
    close(errorPipe[1])
    guard code == 0 else {
      close(outputPipe[0])
      close(errorPipe[0])
      throw .noCommand(words[0], reason: String(cString: strerror(code)))
    }
    identifier = child
    output = outputPipe[0]
    errors = errorPipe[0]
  }

  /// Reads until the child has ended, and returns `nil` where that is not before the deadline; the
  /// child is then killed. What it writes past the limit is read and dropped.
  func collect(until deadline: Date, limit: Int) -> Ending? {
    defer {
      close(output)
      close(errors)
    }
    var ending = Ending()
    var open = [output, errors]
    while deadline.timeIntervalSinceNow > 0 {
      var state: Int32 = 0
      if waitpid(identifier, &state, WNOHANG) == identifier {
        // A pipe holds less than this; a grandchild may go on writing for ever.
        var left = 64
        while left > 0, read(&open, into: &ending, limit: limit, wait: 0) { left -= 1 }
        ending.signal = state & 0x7F == 0 ? nil : state & 0x7F
        ending.status = (state >> 8) & 0xFF
        return ending
      }
      _ = read(&open, into: &ending, limit: limit, wait: 20)
    }
    kill(identifier, SIGKILL)
    waitpid(identifier, nil, 0)
    return nil
  }

  /// Reads once what the pipes hold, after waiting at most so many milliseconds for it; returns
  /// whether there was anything.
  private func read(
    _ open: inout [Int32], into ending: inout Ending, limit: Int, wait: Int32
  ) -> Bool {
    var polled = open.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    guard poll(&polled, nfds_t(polled.count), wait) > 0 else { return false }
    var chunk = [UInt8](repeating: 0, count: 4096)
    for entry in polled where entry.revents != 0 {
      let count = Foundation.read(entry.fd, &chunk, chunk.count)
      guard count > 0 else {
        open.removeAll { $0 == entry.fd }
        continue
      }
      if entry.fd == output {
        ending.output.append(contentsOf: chunk.prefix(min(count, limit - ending.output.count)))
      } else {
        ending.errors.append(contentsOf: chunk.prefix(min(count, limit - ending.errors.count)))
      }
    }
    return true
  }

  /// A command must meet signals as it would in a shell: the threads of this process block most of
  /// them, and the network ignores a broken pipe.
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
  /// Its sockets carry no close-on-exec, and a command must not keep them.
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
