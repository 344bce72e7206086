import TestSupport
import Engine
import Provisioning
import SCIM
import Screen
import Testing

@testable import Console

/// Anything may come at any size: it is drawn, nothing traps, and nothing is sent or lost that a
/// person did not mean.
@Suite struct RandomTests {
  /// 100,000 events in all.
  @Test(arguments: 1...20)
  func anythingAtAnySizeIsDrawn(_ seed: Int) {
    var random = SplitMix64(seed: UInt64(seed))
    var desk = Self.opened
    let keys = Self.keys
    for step in 0..<5_000 {
      // Now and then too soon for a dialog.
      desk.time += Double(random.below(10)) / 10
      desk.watched(.tick(desk.time))
      desk.watched(.terminal(.key(keys[random.below(keys.count)])))
      if desk.all.contains(.quit) { desk = Self.opened }
      if step % 11 == 0 { desk.watched(.terminal(.paste("sa\nles\u{1B}[2Jq"))) }
      if step % 7 == 0 { answer(&desk, &random) }
      guard step % 12 == 0 else { continue }
      // Each seed has another part of the sizes from nothing to 200 by 60.
      let size = Size(
        columns: (seed * 10 - random.below(11)), rows: random.below(61))
      desk.watched(.terminal(.resize(size)))
      desk.expectInside(desk.console.render(size))
    }
  }

  private static var opened: Desk {
    Desk(apps: [Desk.overview(), Desk.overview("second", id: 2)])
  }

  private static let keys: [Key] =
    Array("jkgGaiRrwetEfJKMcDpsToVvnNLyuAIdhx+-:/?q1234567 *{}\"é日\u{301}").map(Key.character)
    + [
      .enter, .enter, .escape, .escape, .tab, .backTab, .up, .down, .down, .left, .right, .home,
      .end, .pageUp, .pageDown, .backspace, .delete, .control("s"), .control("c"), .control("l"),
      .control("u"), .control("r"), .control("n"), .control("w"), .control("k"), .control("z"),
      .control("t"), .control("x"), .control("y"), .control("q"), .control("o"),
      .function(3), .function(12),
    ]

  private func answer(_ desk: inout Desk, _ random: inout SplitMix64) {
    let count = random.below(260)
    let newest = random.below(500) + count
    let places: [ListPlace] = [.first, .last, .from(40), .below(100), .above(300)]
    let place = places[random.below(places.count)]
    switch random.below(16) {
    case 0, 1, 2:
      desk.give(Desk.tasks(count, from: newest), at: place, total: random.below(2_000_000))
    case 3: desk.send(.taskLoaded(TaskStory(task: Desk.task(TaskID(random.below(300))))))
    case 4: desk.give((0..<count).map { Desk.user(UserID($0 + 1), "user\($0)", roles: ["A"]) })
    case 5: desk.send(.rolesLoaded([RoleRecord(name: "A", members: 3)]))
    case 6: desk.send(.appsLoaded(random.below(4) == 0 ? [] : [Desk.overview(stale: count)]))
    case 7: desk.send(.failed("the store is locked"))
    case 8: desk.send(random.below(2) == 0 ? .storeChanged : .storeLost)
    case 9:
      desk.send(
        .planLoaded(
          app: "netskope", .everything,
          PlanOverview(
            lines: ["x"],
            rows: (0..<count).map { index in
              PlanOverview.Row(
                PlanOverview.Kind.allCases[index % 7], "user\(index)", why: "it is so",
                task: index % 2 == 0 ? Desk.task(TaskID(index)) : nil)
            }, fresh: random.below(2), blocked: random.below(2) == 0 ? nil : count)))
    case 10: desk.send(.sampleLoaded(Desk.user(1, "ann")))
    case 11: desk.send(.groupsLoaded(app: "netskope", ["Engineers", "VPN"]))
    case 12:
      for effect in desk.console.frame.work.jobs.map(\.effect) {
        desk.send(.ended(effect, isGood: random.below(2) == 0))
      }
    case 13: desk.send(.worker(.working(ended: random.below(1_000))))
    case 14: desk.send(.userLoaded(Desk.user(1, "ann"), ["a line"]))
    default: desk.send(.auditLoaded(search: "", place, Page([], total: 0)))
    }
  }
}
