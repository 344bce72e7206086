import Foundation

/// A file that holds a secret and is refused where others could have read or written it.
struct TokenFile {
  let path: String
  /// The permission bits that may be set.
  var allowed: mode_t = ownerMode

  /// What only the owner may do.
  static let ownerMode: mode_t = 0o700
  /// systemd grants a service its credential by an access list, whose mask shows as the group's
  /// right to read; the folder above is closed to others.
  static let credentialMode: mode_t = 0o740

  /// The beginning of the file, enough for any token.
  ///
  /// The checks are made on the open file, so that nobody can swap it after them; a link is not
  /// followed, and opening does not wait for the other end of a pipe.
  func read() throws(TokenError) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else {
      let code = errno
      throw code == ELOOP
        ? .link(path: path) : .unreadable(path: path, reason: String(cString: strerror(code)))
    }
    defer { close(descriptor) }
    try check(descriptor)
    return try contents(of: descriptor)
  }

  private func check(_ descriptor: Int32) throws(TokenError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw .unreadable(path: path, reason: String(cString: strerror(errno)))
    }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path: path) }
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw .foreign(path: path, owner: UInt32(status.st_uid))
    }
    let mode = status.st_mode & 0o777
    guard mode & ~allowed == 0 else { throw .open(path: path, mode: UInt32(mode)) }
  }

  private func contents(of descriptor: Int32) throws(TokenError) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while bytes.count <= Token.longest {
      let count = Foundation.read(descriptor, &chunk, chunk.count)
      if count < 0 { throw .unreadable(path: path, reason: String(cString: strerror(errno))) }
      if count == 0 { break }
      bytes.append(contentsOf: chunk.prefix(count))
    }
    return bytes
  }
}
