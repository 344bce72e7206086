import TestSupport
import Foundation
import Testing

/// A file system of its own for a test, which only root can have.
struct Mount: Sendable {
  let path: String

  /// Whether this process may mount.
  static let isAllowed: Bool = {
    guard geteuid() == 0, let folder = try? TemporaryFolder() else { return false }
    guard mount("none", folder.path, "tmpfs", 0, "size=64k") == 0 else { return false }
    return umount2(folder.path, 0) == 0
  }()
  static let refused: Comment = "a file system can be mounted by root alone"

  /// Mounts a small file system in memory on a folder.
  init(_ path: String, kilobytes: Int) throws {
    self.path = path
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    try #require(mount("none", path, "tmpfs", 0, "size=\(kilobytes)k,mode=700") == 0)
  }

  /// Gives it more or less room.
  func resize(kilobytes: Int) throws {
    try #require(
      mount("none", path, "tmpfs", UInt(MS_REMOUNT), "size=\(kilobytes)k") == 0)
  }

  /// Makes a folder read-only, and shows it as such in its own place.
  init(readOnly path: String) throws {
    self.path = path
    let bind = UInt(MS_BIND)
    try #require(mount(path, path, nil, bind, nil) == 0)
    let flags = bind | UInt(MS_REMOUNT) | UInt(MS_RDONLY)
    try #require(mount(path, path, nil, flags, nil) == 0)
  }

  func unmount() { umount2(path, Int32(MNT_DETACH)) }
}
