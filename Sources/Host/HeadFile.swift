import Text
import Foundation
public import Provisioning

/// The number and hash of the audit log's last entry, written down outside the store, so that a log
/// of which the end was cut off is found out.
public struct HeadFile: Sendable {
  /// The file.
  public let path: String

  /// The head of the home's own store, or of another one, whose place stands in the name.
  public init(home: Home, store: String) {
    if store == home.storeFile {
      path = home.path + "/audit.head"
    } else {
      let place = URL(fileURLWithPath: store).resolvingSymlinksInPath().path
      path = home.path + "/audit-\(SHA256.hex(Array(place.utf8)).prefix(16)).head"
    }
  }

  /// The head of a store on a server.
  ///
  /// - Parameter identity: what no two stores share.
  public init(home: Home, server identity: String) {
    path = home.path + "/audit-\(SHA256.hex(Array(identity.utf8)).prefix(16)).head"
  }

  /// What was written down; `nil` where nothing was.
  ///
  /// - Throws: ``HostError`` where others could have written the file.
  public func read() throws(HostError) -> AuditHead? {
    guard let text = try OwnFile.read(path) else { return nil }
    guard let head = AuditHead(text) else {
      throw .alteredHead(path)
    }
    return head
  }

  /// Writes down a head that is further than the one there. Several processes may try at once. A
  /// file that cannot be trusted stays as it is: who verifies the log is told.
  public func advance(to head: AuditHead) {
    let lock = open(path + ".lock", O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard lock >= 0 else { return }
    defer { close(lock) }
    guard flock(lock, LOCK_EX) == 0 else { return }
    do {
      if let known = try read(), known.entries >= head.entries { return }
      try OwnFile.write(Array("\(head.text)\n".utf8), to: path, by: path + ".next")
    } catch {
      return
    }
  }
}
