import Foundation
import Host

/// A command that prints a token, such as `pass show netskope`. It is started without a shell.
struct TokenCommand: Sendable {
  let words: [String]
  let environment: [String: String]
  /// How long it may take, in seconds.
  let timeout: Double

  /// What errors call it: its first word, since a later one may be a secret.
  var name: String { words.first ?? "" }

  /// Runs the command to its end and returns the beginning of what it printed.
  func run() async throws(TokenError) -> [UInt8] {
    let outcome: Result<[UInt8], TokenError> = await withCheckedContinuation { continuation in
      // The wait blocks; it must not hold one of the few threads that tasks run on.
      Thread.detachNewThread { continuation.resume(returning: runBlocking()) }
    }
    return try outcome.get()
  }

  private func runBlocking() -> Result<[UInt8], TokenError> {
    do throws(TokenError) {
      guard !name.isEmpty else { throw .noCommand("(none)", reason: "the list is empty") }
      let child = try start()
      let ended = child.collect(until: Date().addingTimeInterval(timeout), limit: Token.longest + 1)
      guard let ended else { throw .commandTimeout(name, seconds: timeout) }
      if let signal = ended.signal { throw .commandKilled(name, signal: signal) }
      guard ended.status == 0 else {
        throw .commandFailed(name, status: ended.status, said: said(ended))
      }
      return .success(ended.output)
    } catch {
      return .failure(error)
    }
  }

  private func start() throws(TokenError) -> ChildProcess {
    do {
      return try ChildProcess(words: words, environment: environment)
    } catch {
      throw .noCommand(error.program, reason: error.reason)
    }
  }

  /// The first line of standard error, short and printable, without what standard output says.
  private func said(_ ended: ChildProcess.Ending) -> String {
    let output = String(decoding: ended.output.prefix { $0 != 0x0A }, as: UTF8.self)
    var line = String(decoding: ended.errors.prefix { $0 != 0x0A }, as: UTF8.self)
    if let printed = try? Token(output.trimmingCharacters(in: .whitespaces)) {
      line = Redactor(printed).clean(line)
    }
    let visible = line.unicodeScalars.filter { !$0.properties.isControlLike }
    return String(String.UnicodeScalarView(visible.prefix(200)))
  }
}

extension Unicode.Scalar.Properties {
  /// Whether the scalar steers a terminal instead of standing in it.
  fileprivate var isControlLike: Bool {
    switch generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: true
    default: false
    }
  }
}
