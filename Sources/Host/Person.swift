import Text
import Foundation
public import Provisioning

/// Who sits at the keyboard, by what the system says of this process, and not by what its
/// environment says: rights depend on it.
public enum Person {
  /// The actor behind this process.
  ///
  /// `SUDO_USER` is taken for the person where the process is root's: there `sudo` has set it, and
  /// root can write the store whatever it says. Elsewhere anyone can set it, so that it is kept as
  /// something that was said.
  public static func here(_ environment: [String: String]) -> Actor {
    let uid = getuid()
    let own = Account(uid: uid)
    let behind = environment["SUDO_USER"].flatMap { $0.isEmpty || $0 == own.name ? nil : $0 }
    var origin = origin(environment)
    guard let behind, uid == 0 else {
      if let behind { origin += ", sudo said to be by \(behind)" }
      return Actor(
        name: own.name.visible, origin: origin.visible, login: own.name, groups: own.groups,
        isRoot: uid == 0)
    }
    return Actor(
      name: "\(behind) as \(own.name)".visible, origin: origin.visible, login: behind,
      groups: Account(name: behind)?.groups ?? [])
  }

  /// Whether this host knows a Unix user, or with an `@` a Unix group, of this name.
  public static func isKnown(_ name: String) -> Bool {
    name.hasPrefix("@") ? getgrnam(String(name.dropFirst())) != nil : getpwnam(name) != nil
  }

  /// The address that the person came from, the terminal, and the host.
  private static func origin(_ environment: [String: String]) -> String {
    let client = environment["SSH_CONNECTION"]?.split(separator: " ").first.map(String.init)
    let terminal = (0...2).lazy.compactMap { ttyname($0) }.first
      .flatMap { String(validatingCString: $0) }
    let parts = [client, terminal?.replacing("/dev/", with: ""), ProcessInfo.processInfo.hostName]
    return parts.compactMap { $0 }.joined(separator: ", ")
  }
}

/// A Unix user as the system knows it.
private struct Account {
  let name: String
  let groups: Set<String>

  init(uid: uid_t) {
    guard let record = getpwuid(uid), let name = String(validatingCString: record.pointee.pw_name)
    else {
      name = "uid \(uid)"
      groups = []
      return
    }
    self.name = name
    groups = Self.groups(name, record.pointee.pw_gid)
  }

  init?(name: String) {
    guard let record = getpwnam(name) else { return nil }
    self.name = name
    groups = Self.groups(name, record.pointee.pw_gid)
  }

  /// The names of the groups that the system says the user is in.
  private static func groups(_ name: String, _ primary: gid_t) -> Set<String> {
    var count: Int32 = 64
    var ids = [gid_t](repeating: 0, count: Int(count))
    if getgrouplist(name, primary, &ids, &count) < 0 {
      ids = [gid_t](repeating: 0, count: Int(count))
      guard getgrouplist(name, primary, &ids, &count) >= 0 else { return [] }
    }
    return Set(
      ids.prefix(Int(count)).compactMap { id in
        getgrgid(id).flatMap { String(validatingCString: $0.pointee.gr_name) }
      })
  }
}
