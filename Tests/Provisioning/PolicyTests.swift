import Foundation
import Provisioning
import Testing

/// The safety limits, and a policy that is always written alike.
@Suite struct PolicyTests {
  @Test(
    arguments: [
      // The default: 50, a tenth from the eleventh on, and more than half from the third on.
      (nil, nil, 0, 0, false), (nil, nil, 10, 20, false), (nil, nil, 11, 100, true),
      (nil, nil, 1, 1, false), (nil, nil, 2, 2, false), (nil, nil, 3, 3, true),
      (nil, nil, 3, 5, true), (nil, nil, 3, 6, false), (nil, nil, 4, 8, false),
      (nil, nil, 5, 8, true), (nil, nil, 10, 19, true), (nil, nil, 3, 0, true),
      (50, nil, 3, 4, true), (nil, 1.0, 3, 3, false),
      (nil, nil, 11, 110, false), (nil, nil, 50, 500, false), (nil, nil, 51, 10_000, true),
      (5, nil, 5, 10, false), (5, nil, 6, 10_000, true), (0, nil, 1, 10_000, true),
      (0, nil, 0, 0, false), (1_000, nil, 100, 1_000, false), (1_000, nil, 101, 1_000, true),
      (nil, 0.5, 5, 10, false), (nil, 0.5, 6, 10, true), (nil, 0.0, 1, 10_000, true),
      (nil, 1.0, 50, 50, false), (nil, 1.0, 51, 51, true), (nil, 0.1, 1, 9, true),
      (nil, 1.0, 1, 0, true),
    ] as [(Int?, Double?, Int, Int, Bool)])
  func limits(_ row: (deletions: Int?, share: Double?, count: Int, active: Int, stops: Bool)) {
    let limits = SafetyLimits(deletions: row.deletions, share: row.share)
    #expect(limits.stop(row.count, of: row.active) == row.stops)
  }

  @Test func aPolicyIsAlwaysTheSameText() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var texts: Set<String> = []
    for order in [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]] {
      let kinds = order.map { ApprovalKind.allCases[$0] }
      let policy = ProvisioningPolicy(enabled: true, approve: Set(kinds))
      let data = try encoder.encode(policy)
      texts.insert(String(decoding: data, as: UTF8.self))
      #expect(try JSONDecoder().decode(ProvisioningPolicy.self, from: data) == policy)
    }
    #expect(texts.count == 1)
  }
}
