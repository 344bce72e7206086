public import Foundation
public import Provisioning

/// Fetches a token from where it is kept. The token itself stands in no file of usher's.
public struct TokenResolver: Sendable {
  let environment: [String: String]
  let commandTimeout: Double

  /// A resolver.
  ///
  /// - Parameters:
  ///   - environment: the variables to read, also handed on to a command.
  ///   - commandTimeout: how long a command may take, in seconds.
  public init(
    environment: [String: String] = ProcessInfo.processInfo.environment,
    commandTimeout: Double = 30
  ) {
    self.environment = environment
    self.commandTimeout = commandTimeout
  }

  /// Fetches the token now: the first line of what the source holds, without space around it.
  public func resolve(_ source: TokenSource) async throws(TokenError) -> Token {
    let (bytes, place) = try await bytes(of: source)
    return try token(in: bytes, from: place)
  }

  /// The beginning of what a source holds, and what errors call it.
  func bytes(of source: TokenSource) async throws(TokenError) -> (bytes: [UInt8], place: String) {
    switch source {
    case .environment(let name):
      guard let text = environment[name] else { throw .noVariable(name) }
      return (Array(text.utf8), "the environment variable \(name)")
    case .file(let path):
      let path = expanded(path)
      return (try TokenFile(path: path).read(), "the token file \(path)")
    case .command(let words):
      let command = TokenCommand(words: words, environment: environment, timeout: commandTimeout)
      return (try await command.run(), "the token command \(command.name)")
    case .credential(let name):
      let path = try credentialPath(name)
      let file = TokenFile(path: path, allowed: TokenFile.credentialMode)
      return (try file.read(), "the credential \(name)")
    }
  }

  private func token(in bytes: [UInt8], from place: String) throws(TokenError) -> Token {
    let line = bytes.prefix { $0 != UInt8(ascii: "\n") }
    let text = String(decoding: line, as: UTF8.self)
    return try Token(text.trimmingCharacters(in: .whitespaces.union(.newlines)), from: place)
  }

  private func credentialPath(_ name: String) throws(TokenError) -> String {
    guard !name.isEmpty, !name.contains("/"), name != ".", name != ".." else {
      throw .badName(name)
    }
    guard let folder = environment["CREDENTIALS_DIRECTORY"], !folder.isEmpty else {
      throw .noCredentials(name: name)
    }
    return folder + "/" + name
  }

  /// A shell would have expanded `~/`; a path in a file has met none.
  private func expanded(_ path: String) -> String {
    guard path.hasPrefix("~/"), let home = environment["HOME"] else { return path }
    return home + path.dropFirst(1)
  }
}
