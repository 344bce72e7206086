import Foundation

/// What systemd is told of a service of `Type=notify`: a datagram to the socket that
/// `$NOTIFY_SOCKET` names (sd_notify(3)). Elsewhere nobody is told.
public struct ServiceManager: Sendable {
  /// Something to tell.
  public enum Word: String, Sendable {
    /// It works.
    case ready = "READY=1"
    /// It still works.
    case alive = "WATCHDOG=1"
    /// It ends.
    case stopping = "STOPPING=1"
  }

  private let socketPath: String
  /// How often it wants to hear that the service still works, in seconds: half of what
  /// `WatchdogSec=` says. `nil` where it does not ask.
  public let watchdogPause: Double?

  /// The manager that this environment names; `nil` where there is none.
  public init?(_ environment: [String: String]) {
    guard let path = environment["NOTIFY_SOCKET"], path.hasPrefix("/") || path.hasPrefix("@"),
      path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path)
    else { return nil }
    socketPath = path
    let isForUs = environment["WATCHDOG_PID"].map { $0 == String(getpid()) } ?? true
    let microseconds = isForUs ? environment["WATCHDOG_USEC"].flatMap(Double.init) : nil
    watchdogPause = microseconds.flatMap { $0 > 0 ? $0 / 2_000_000 : nil }
  }

  /// Tells it. Where it does not listen, nothing happens: the service works without it.
  public func tell(_ word: Word) {
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var path = Array(socketPath.utf8)
    // An abstract socket, whose name begins with NUL.
    if path.first == UInt8(ascii: "@") { path[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let length = MemoryLayout<sa_family_t>.size + path.count
    let bytes = Array(word.rawValue.utf8)
    _ = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, socklen_t(length))
      }
    }
  }
}
