import Foundation

/// Files that usher keeps for itself: closed to others, and refused where others could have written
/// them. No link is followed.
public enum OwnFile {
  /// More than this is read of none.
  private static let longest = 1 << 20

  /// The text of a file; `nil` where there is none.
  public static func read(_ path: String) throws(HostError) -> String? {
    let file = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    if file < 0, errno == ENOENT { return nil }
    if file < 0, errno == ELOOP { throw .symbolicLink(path) }
    guard file >= 0 else { throw .unreadable(path) }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw .notAFile(path, advice: "remove it")
    }
    try check(status, path)
    var bytes = [UInt8](repeating: 0, count: min(longest, Int(status.st_size)))
    let count = Foundation.read(file, &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  /// Writes a file that only its owner can read, whole or not at all.
  ///
  /// It is made beside its place under a name that nobody can guess, which is gone in the end.
  ///
  /// - Parameter draft: the name to make it under instead, where one at a time does; what a killed
  ///   process left there is removed.
  public static func write(_ bytes: [UInt8], to path: String, by draft: String? = nil)
    throws(HostError)
  {
    try put(Self.draft(bytes, for: path, by: draft), at: path)
  }

  /// Writes a file beside its place.
  ///
  /// - Returns: the name under which it is there.
  public static func draft(_ bytes: [UInt8], for path: String, by draft: String? = nil)
    throws(HostError) -> String
  {
    var status = stat()
    if lstat(path, &status) == 0 {
      if status.st_mode & S_IFMT == S_IFLNK { throw .symbolicLink(path) }
      guard status.st_mode & S_IFMT == S_IFREG else {
        throw .notAFile(path, advice: "name another one")
      }
    }
    let next = draft ?? "\(path).\(UUID().uuidString)"
    if draft != nil { unlink(next) }
    let file = open(next, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw failure(path) }
    let isWritten = fchmod(file, 0o600) == 0 && writeAll(bytes, to: file) && fsync(file) == 0
    let code = errno
    close(file)
    errno = code
    guard isWritten else {
      let failure = failure(path)
      unlink(next)
      throw failure
    }
    return next
  }

  /// Gives a draft its name.
  public static func put(_ draft: String, at path: String) throws(HostError) {
    guard rename(draft, path) == 0 else {
      let failure = failure(path)
      unlink(draft)
      throw failure
    }
  }

  /// Refuses a folder in which others could have put something.
  public static func checkFolder(_ path: String) throws(HostError) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw .noFolder(path)
    }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw .notAFolder(path)
    }
    try check(status, path)
  }

  /// Makes a folder that is closed to others, where it is missing.
  public static func makeFolder(_ path: String) throws(HostError) {
    var status = stat()
    if mkdir(path, 0o700) != 0, errno != EEXIST { throw failure(path) }
    if lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFLNK {
      throw .symbolicLink(path)
    }
    try checkFolder(path)
  }

  private static func check(_ status: stat, _ path: String) throws(HostError) {
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw .foreignOwner(path, uid: status.st_uid)
    }
    guard status.st_mode & 0o022 == 0 else {
      throw .writableByOthers(path)
    }
  }

  private static func writeAll(_ bytes: [UInt8], to file: Int32) -> Bool {
    var left = bytes[...]
    while !left.isEmpty {
      let written = left.withUnsafeBytes { Foundation.write(file, $0.baseAddress, $0.count) }
      if written < 0, errno == EINTR { continue }
      guard written > 0 else { return false }
      left = left.dropFirst(written)
    }
    return true
  }

  private static func failure(_ path: String) -> HostError {
    .unwritable(path, diskIsFull: errno == ENOSPC)
  }
}
