import Foundation

/// Who holds a store that cannot be written, as the kernel lists the locks of files.
struct LockHolders {
  /// Such as `sqlite3 (process 4711)`; empty where nobody is known.
  let words: String

  /// Looks at the locks on the store and on its index, which stands in for it while it is written.
  init(of path: String, list: String = "/proc/locks") {
    let files = Set(
      [path, path + "-shm"].compactMap { StoreFile(path: $0).identity?.number }.map(String.init))
    let text = FileManager.default.contents(atPath: list).map {
      String(decoding: $0, as: UTF8.self)
    }
    var found: [String] = []
    for line in (text ?? "").split(separator: "\n") {
      // 1: POSIX  ADVISORY  WRITE 4711 08:01:131073 120 120
      let parts = line.split(separator: " ")
      guard parts.count >= 6, parts[3] == "WRITE", let pid = pid_t(parts[4]), pid > 0,
        pid != getpid(), let number = parts[5].split(separator: ":").last,
        files.contains(String(number))
      else { continue }
      found.append(Self.name(pid))
    }
    words = Set(found).sorted().joined(separator: ", ")
  }

  private static func name(_ pid: pid_t) -> String {
    let bytes = FileManager.default.contents(atPath: "/proc/\(pid)/comm") ?? Data()
    let name = String(decoding: bytes, as: UTF8.self).trimmingCharacters(in: .newlines)
    return name.isEmpty ? "process \(pid)" : "\(name) (process \(pid))"
  }
}
