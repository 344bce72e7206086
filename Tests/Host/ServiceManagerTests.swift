import Foundation
import TestSupport
import Testing

@testable import Host

/// What systemd is told, as sd_notify(3) has it.
@Suite final class ServiceManagerTests {
  private let files: TemporaryFolder

  init() throws { files = try TemporaryFolder() }

  /// Receives a datagram that was sent before.
  private func received(_ descriptor: Int32) -> String {
    var bytes = [UInt8](repeating: 0, count: 100)
    let count = recv(descriptor, &bytes, bytes.count, Int32(MSG_DONTWAIT))
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  @Test(arguments: [false, true]) func eachWordIsADatagram(_ isAbstract: Bool) throws {
    let name = isAbstract ? "@usher-test-\(UUID().uuidString)" : files.path + "/notify"
    let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var path = Array(name.utf8)
    if isAbstract { path[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
    let isBound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        bind(descriptor, $0, length) == 0
      }
    }
    try #require(isBound)
    let manager = try #require(ServiceManager(["NOTIFY_SOCKET": name]))
    for word in [ServiceManager.Word.ready, .alive, .stopping] {
      manager.tell(word)
      #expect(received(descriptor) == word.rawValue)
    }
  }

  @Test func nobodyIsToldWhereNobodyAsks() {
    #expect(ServiceManager([:]) == nil)
    #expect(ServiceManager(["NOTIFY_SOCKET": "relative"]) == nil)
    #expect(ServiceManager(["NOTIFY_SOCKET": "/" + String(repeating: "x", count: 200)]) == nil)
    ServiceManager(["NOTIFY_SOCKET": files.path + "/none"])?.tell(.ready)
  }

  @Test func theWatchdogHearsTwiceInItsTime() {
    func pause(_ more: [String: String]) -> Double? {
      ServiceManager(["NOTIFY_SOCKET": "/run/x"].merging(more) { $1 })?.watchdogPause
    }
    #expect(pause([:]) == nil && pause(["WATCHDOG_USEC": "0"]) == nil)
    #expect(pause(["WATCHDOG_USEC": "30000000"]) == 15)
    #expect(pause(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "\(getpid())"]) == 15)
    #expect(pause(["WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"]) == nil)
  }
}
