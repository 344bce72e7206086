import Foundation

/// The file of a backup while it is made: closed to others, under a name that nobody can guess.
struct BackupFile {
  let path: String
  let replaces: Bool
  /// Where it is made, beside its place.
  let temporary: String

  /// Makes it, empty.
  ///
  /// - Parameter store: the store's own file, which a copy must not take the place of.
  init(for path: String, of store: String?, replaces: Bool) throws(StoreError) {
    self.path = path
    self.replaces = replaces
    try Self.refuse(path, store, replaces)
    temporary = "\(path).\(UUID().uuidString)"
    let file = open(temporary, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw Self.failure(path) }
    fchmod(file, 0o600)
    close(file)
  }

  private static func refuse(
    _ path: String, _ store: String?, _ replaces: Bool
  ) throws(StoreError) {
    let identity = StoreFile(path: path).identity
    if let store {
      let parts = ["", "-wal", "-shm", "-journal"].map { store + $0 }
      let isPart = parts.contains {
        $0 == path || identity != nil && StoreFile(path: $0).identity == identity
      }
      if isPart {
        throw StoreError(sentence: "\(path) is a part of the store itself; name another file")
      }
    }
    var status = stat()
    if lstat(path, &status) == 0 {
      switch status.st_mode & S_IFMT {
      case S_IFLNK: throw .link(path)
      case S_IFREG: if !replaces { throw exists(path) }
      default: throw StoreError(sentence: "\(path) is not a regular file; name another one")
      }
    }
    for beside in ["-wal", "-journal"].map({ path + $0 })
    where lstat(beside, &status) == 0 {
      throw StoreError(
        sentence: "\(beside) is there, and would be taken for a part of the backup; remove it")
    }
  }

  private static func exists(_ path: String) -> StoreError {
    StoreError(sentence: "\(path) is there already; name another file, or say --yes to replace it")
  }

  /// Gives the finished file its name, on the disk and not only in memory.
  ///
  /// - Returns: its size, in bytes.
  func keep() throws(StoreError) -> Int {
    let file = open(temporary, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    defer { if file >= 0 { close(file) } }
    var status = stat()
    guard file >= 0, fstat(file, &status) == 0, fsync(file) == 0 else { throw Self.failure(path) }
    if replaces {
      guard rename(temporary, path) == 0 else { throw Self.failure(path) }
    } else {
      // Unlike renaming, this fails where somebody made the file meanwhile.
      guard link(temporary, path) == 0 else {
        throw errno == EEXIST ? Self.exists(path) : Self.failure(path)
      }
    }
    return Int(status.st_size)
  }

  private static func failure(_ path: String) -> StoreError {
    StoreError(
      sentence:
        "no backup was made: \(path) cannot be written (\(String(cString: strerror(errno))))")
  }

  /// Removes what is left of the making.
  func forget() {
    for suffix in ["", "-journal", "-wal", "-shm"] { unlink(temporary + suffix) }
  }
}
