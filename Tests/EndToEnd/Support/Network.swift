import Foundation
import TestSupport
import Testing

/// Hosts on one switch. Each has a network of its own, an address and a cable that can be pulled out; files
/// they share. It goes with its owner.
final class Network: Sendable {
  /// Whether this process may make networks.
  static let isAllowed: Bool = {
    guard geteuid() == 0 else { return false }
    let try_ = """
      ip link add switch type bridge && ip link add cable type veth peer name plug && ip link set cable master switch
      """
    let words = ["unshare", "--net", "sh", "-c", try_]
    guard
      let child = try? ChildStart(words, environment: ProcessInfo.processInfo.environment)
        .start(.nothing, .appending(to: "/dev/null"), .appending(to: "/dev/null"))
    else { return false }
    var status: Int32 = 0
    return waitpid(child, &status, 0) == child && status == 0
  }()
  static let refused: Comment =
    "networks can be made by root alone, with iproute2 and a kernel that bridges"

  /// One host.
  struct Host: Sendable {
    let address: String
    /// The words before a program by which it runs there. The process stays the same.
    let entering: [String]
    fileprivate let cable: String
  }

  private let switchboard: BackgroundProcess
  private let keepers: [BackgroundProcess]
  let hosts: [Host]

  /// Makes so many hosts.
  init(_ count: Int) async throws {
    switchboard = try await Self.network()
    var keepers: [BackgroundProcess] = []
    var hosts: [Host] = []
    let bridge = "ip link add switch type bridge && ip link set switch up"
    try await Self.run(Self.entering(switchboard), bridge)
    for number in 1...count {
      let keeper = try await Self.network()
      keepers.append(keeper)
      let host = Host(
        address: "10.77.0.\(number)", entering: Self.entering(keeper), cable: "cable\(number)")
      try await Self.run(
        Self.entering(switchboard),
        """
        ip link add \(host.cable) type veth peer name eth0 netns \(keeper.pid) &&
        ip link set \(host.cable) master switch && ip link set \(host.cable) up
        """)
      try await Self.run(
        host.entering, "ip addr add \(host.address)/24 dev eth0 && ip link set eth0 up")
      hosts.append(host)
    }
    (self.keepers, self.hosts) = (keepers, hosts)
  }

  deinit { for keeper in keepers + [switchboard] { kill(keeper.pid, SIGKILL) } }

  /// Pulls out the cable of a host.
  func cut(_ host: Host) async throws { try await set(host, "down") }

  /// Plugs it in again.
  func mend(_ host: Host) async throws { try await set(host, "up") }

  /// The TCP connections of a host on which something was sent that the other side did not confirm.
  func unheard(from host: Host) async throws -> [String] {
    let states = ["established", "fin-wait-1", "close-wait", "last-ack", "closing"]
    let shown = try await Self.run(
      host.entering, "ss -Htn " + states.map { "state \($0)" }.joined(separator: " "))
    // The state, what waits to be read, and what was sent, in bytes.
    return lines(of: shown).filter { $0.split(separator: " ").dropFirst(2).first != "0" }
  }

  private func set(_ host: Host, _ state: String) async throws {
    try await Self.run(Self.entering(switchboard), "ip link set \(host.cable) \(state)")
  }

  /// A network with nothing but a loopback; its process ends with this one.
  private static func network() async throws -> BackgroundProcess {
    let keeping = """
      ip link set lo up && echo up
      while kill -0 "$1" 2> /dev/null; do sleep 1; done
      """
    let keeper = try BackgroundProcess(
      Command(
        ["unshare", "--net", "sh", "-c", keeping, "sh", String(getpid())],
        environment: ProcessInfo.processInfo.environment, folder: "/"))
    let isUp = await keeper.holds(within: 20) { $0.output.contains("up") || !$0.isRunning }
    try #require(isUp && keeper.isRunning, Comment(rawValue: keeper.errors))
    return keeper
  }

  private static func entering(_ keeper: BackgroundProcess) -> [String] {
    ["nsenter", "--net=/proc/\(keeper.pid)/ns/net", "--"]
  }

  @discardableResult
  private static func run(_ entering: [String], _ script: String) async throws -> String {
    let ending = try await Command(
      entering + ["sh", "-c", script], environment: ProcessInfo.processInfo.environment,
      folder: "/"
    ).run(timeout: 20)
    try #require(ending.status == 0, Comment(rawValue: ending.report))
    return ending.output
  }
}
