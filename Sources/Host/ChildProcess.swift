public import Foundation

/// A child process whose output is read. It has nothing to read itself but what it is given.
///
/// Foundation's `Process` cannot be waited for with a deadline that also holds where a grandchild
/// keeps the pipe open.
public struct ChildProcess: Sendable {
  /// How a child ended and what it wrote.
  public struct Ending: Sendable {
    /// The exit status; 0 where a signal ended it.
    public var status: Int32 = 0
    /// The signal that ended it; `nil` for none.
    public var signal: Int32?
    /// What it wrote to standard output, up to the limit.
    public var output: [UInt8] = []
    /// What it wrote to standard error, up to the limit.
    public var errors: [UInt8] = []
  }

  /// Why a program was not started, as the system words it.
  public struct CannotStart: Error, Sendable {
    /// The program as it was named.
    public let program: String
    /// The reason in the words of the system.
    public let reason: String
  }

  private let identifier: pid_t
  private let output: Int32
  private let errors: Int32

  /// Starts a command; its first word is looked for in the path as a shell would.
  ///
  /// - Parameter input: its standard input; `nil` for none.
  public init(
    words: [String], environment: [String: String], input: [UInt8]? = nil
  ) throws(CannotStart) {
    let source = input.map(Self.file(holding:))
    defer { if let source { close(source) } }
    if source == -1 {
      throw CannotStart(program: words[0], reason: "what it is to read cannot be kept aside")
    }
    var outputPipe: [Int32] = [-1, -1]
    var errorPipe: [Int32] = [-1, -1]
    guard pipe(&outputPipe) == 0, pipe(&errorPipe) == 0 else {
      let reason = String(cString: strerror(errno))
      for end in outputPipe + errorPipe where end >= 0 { close(end) }
      throw CannotStart(program: words[0], reason: reason)
    }
    for end in outputPipe + errorPipe { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    defer {
      close(outputPipe[1])
      close(errorPipe[1])
    }
    do {
      identifier = try Spawn.start(
        words, environment: environment,
        streams: (
          source.map(Spawn.Connection.file) ?? .nothing, .file(outputPipe[1]), .file(errorPipe[1])
        ))
    } catch {
      close(outputPipe[0])
      close(errorPipe[0])
      throw CannotStart(program: words[0], reason: error.reason)
    }
    output = outputPipe[0]
    errors = errorPipe[0]
  }

  /// A file without a name that holds these bytes, to be read from its beginning; -1 where there is no
  /// room for one.
  private static func file(holding bytes: [UInt8]) -> Int32 {
    guard let descriptor = NamelessFile.open(for: "input") else { return -1 }
    guard write(descriptor, bytes, bytes.count) == bytes.count, lseek(descriptor, 0, SEEK_SET) == 0
    else {
      close(descriptor)
      return -1
    }
    return descriptor
  }

  /// Reads until the child has ended, and returns `nil` where that is not before the deadline; the
  /// child is then killed. What it writes past the limit is read and dropped.
  public func collect(until deadline: Date, limit: Int) -> Ending? {
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
}
