import Foundation
import Testing

/// Does this, and expects that the process grew by fewer megabytes than that.
///
/// Other tests run in the same process, and what they take is counted too. What the body itself
/// takes is there each time, so that the smallest growth of a few times is what counts.
func expectGrowth(below megabytes: Int, _ body: () async throws -> Void) async throws {
  var smallest = Int.max
  for _ in 1...5 {
    let before = residentMemory()
    try await body()
    smallest = min(smallest, residentMemory() - before)
    if smallest < megabytes << 20 { return }
  }
  Issue.record("grew by \(smallest >> 20) MB, which is not below \(megabytes)")
}

/// How much memory this process holds, in bytes.
private func residentMemory() -> Int {
  let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
  let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") } ?? ""
  return (line.split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0) * 1024
}
