import Foundation

/// The number and hash of the audit log's last entry, written down outside the store, so that a log
/// of which the end was cut off is found out.
struct AuditHead {
  private let path: String

  init(home: Home) {
    path = home.path + "/audit.head"
  }

  /// What was written down; `nil` where nothing was.
  func read() -> (seq: Int64, hash: String)? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    let parts = text.split(whereSeparator: \.isWhitespace)
    guard parts.count == 2, let seq = Int64(parts[0]) else { return nil }
    return (seq, String(parts[1]))
  }

  /// Writes down a head that is further than the one there. Several processes may try at once.
  func advance(to head: (seq: Int64, hash: String)) {
    let lock = open(path + ".lock", O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard lock >= 0 else { return }
    defer { close(lock) }
    guard flock(lock, LOCK_EX) == 0 else { return }
    if let known = read(), known.seq >= head.seq { return }
    let next = path + ".next"
    let file = open(next, O_CREAT | O_TRUNC | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { return }
    let text = Array("\(head.seq) \(head.hash)\n".utf8)
    let written = write(file, text, text.count)
    close(file)
    if written == text.count { rename(next, path) }
  }
}
