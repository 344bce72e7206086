import Foundation

/// The store's file as the file system shows it, looked at before SQLite opens it.
struct StoreFile {
  /// Which file it is, whatever its name.
  struct Identity: Hashable {
    var device: dev_t
    var number: ino_t
  }

  let path: String

  private var folder: String {
    let above = (path as NSString).deletingLastPathComponent
    return above.isEmpty ? "." : above
  }

  /// Makes the file where there is none, so that it is closed to others from its first moment, and
  /// refuses one that others could have written.
  ///
  /// A file that is there is not opened: closing it would end the locks that this process holds on
  /// it by SQLite.
  func claim() throws(StoreError) {
    try checkFolder()
    let file = Foundation.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    if file >= 0 {
      fchmod(file, 0o600)
      close(file)
    } else if errno == ENOSPC {
      throw .full
    } else if isThere {
      let status = try check()
      if status.st_mode & 0o077 != 0 { chmod(path, status.st_mode & 0o700) }
    } else {
      throw StoreError(cannotOpen: path)
    }
  }

  private var isThere: Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Refuses a file that others could have written, and leaves everything as it is.
  ///
  /// - Returns: what is known of it.
  @discardableResult
  func check() throws(StoreError) -> stat {
    try checkFolder()
    var status = stat()
    guard lstat(path, &status) == 0 else { throw StoreError(cannotOpen: path) }
    try check(status)
    return status
  }

  /// Which file stands there now; `nil` where none does.
  var identity: Identity? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return Identity(device: status.st_dev, number: status.st_ino)
  }

  private func check(_ status: stat) throws(StoreError) {
    if status.st_mode & S_IFMT == S_IFLNK { throw .link(path) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw .notRegular(path) }
    try checkOwner(status, path)
    guard status.st_mode & 0o022 == 0 else { throw .open(path, mode: "600") }
    // A name of SQLite's beside it that leads elsewhere would be written through.
    for beside in ["-wal", "-shm", "-journal"].map({ path + $0 }) {
      var status = stat()
      guard lstat(beside, &status) == 0 else { continue }
      if status.st_mode & S_IFMT == S_IFLNK { throw .link(beside) }
      try checkOwner(status, beside)
    }
  }

  /// Who can write the folder can put another file in the store's place.
  private func checkFolder() throws(StoreError) {
    var status = stat()
    guard stat(folder, &status) == 0 else { throw StoreError(cannotOpen: path) }
    try checkOwner(status, folder)
    let isShared = status.st_mode & S_ISVTX != 0
    guard isShared || status.st_mode & 0o022 == 0 else { throw .open(folder, mode: "700") }
  }

  private func checkOwner(_ status: stat, _ path: String) throws(StoreError) {
    guard status.st_uid == geteuid() || status.st_uid == 0 else {
      throw .foreign(path, owner: status.st_uid)
    }
  }
}
