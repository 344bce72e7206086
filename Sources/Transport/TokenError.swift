/// Why a token could not be had. No case holds the token.
public enum TokenError: Error, Sendable, Hashable {
  /// The environment variable is not set.
  case noVariable(String)
  /// The file cannot be opened; the reason as the system words it.
  case unreadable(path: String, reason: String)
  /// The file is a symbolic link.
  case link(path: String)
  /// The path names a folder, a device or a pipe.
  case notRegular(path: String)
  /// The file belongs to neither the user nor root.
  case foreign(path: String, owner: UInt32)
  /// Others than its owner may read or write the file.
  case open(path: String, mode: UInt32)
  /// The command cannot be started; the reason as the system words it.
  case noCommand(String, reason: String)
  /// The command ended with a status other than 0; the first line of its standard error.
  case commandFailed(String, status: Int32, said: String)
  /// The command was ended by a signal.
  case commandKilled(String, signal: Int32)
  /// The command did not end in time, in seconds.
  case commandTimeout(String, seconds: Double)
  /// `$CREDENTIALS_DIRECTORY` is not set.
  case noCredentials(name: String)
  /// A credential's name that could lead out of the folder.
  case badName(String)
  /// The first line is empty.
  case empty(place: String)
  /// A space, a control character or a letter outside ASCII stands in the token.
  case badCharacter(place: String, isPrefixed: Bool)
  /// The token is longer than any server takes.
  case tooLong(place: String)
  /// The token endpoint of a server gave none.
  case noAccess(path: String, reason: String)
}

extension TokenError {
  /// One sentence: what is wrong, where, and what to do.
  public var message: String {
    switch self {
    case .noVariable(let name):
      "the environment variable \(name) is not set; export it with the token"
    case .unreadable(let path, let reason):
      "the token file \(path) cannot be read: \(reason)"
    case .link(let path):
      "the token file \(path) is a symbolic link; name the file itself"
    case .notRegular(let path):
      "the token file \(path) is not a regular file"
    case .foreign(let path, let owner):
      "the token file \(path) belongs to user \(owner), neither to you nor to root; chown it"
    case .open(let path, let mode):
      "the token file \(path) is open to others (mode 0\(String(mode, radix: 8))); "
        + "run chmod 600 \(path)"
    case .noCommand(let name, let reason):
      "the token command \(name) cannot be started: \(reason)"
    case .commandFailed(let name, let status, let said):
      "the token command \(name) failed with status \(status)" + (said.isEmpty ? "" : ": \(said)")
    case .commandKilled(let name, let signal):
      "the token command \(name) was ended by signal \(signal)"
    case .commandTimeout(let name, let seconds):
      "the token command \(name) did not end within \(seconds.brief) s; does it wait for input?"
    case .noCredentials(let name):
      "CREDENTIALS_DIRECTORY is not set, so the credential \(name) cannot be found; "
        + "run usher as a systemd service with LoadCredential"
    case .badName(let name):
      "\(name.isEmpty ? "an empty text" : name) is not the name of a credential; leave out slashes"
    case .empty(let place):
      "\(place) contains no token; its first line is empty"
    case .badCharacter(let place, let isPrefixed):
      "\(place) contains a space, a control character or a letter outside ASCII"
        + (isPrefixed ? "; leave out the word Bearer" : "; a token has none")
    case .tooLong(let place):
      "\(place) has a first line of more than \(Token.longest) bytes, which is not a token"
    case .noAccess(let path, let reason):
      "no access token from \(path): \(reason)"
    }
  }
}

extension Double {
  /// The number without a fraction where it has none: `30`, `0.5`.
  var brief: String {
    Int(exactly: self).map(String.init) ?? String(self)
  }
}
