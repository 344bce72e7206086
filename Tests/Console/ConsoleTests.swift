import Engine
import Provisioning
import Screen
import Testing

@testable import Console

@Suite struct ConsoleTests {
  @Test(arguments: [
    ("tasks", ""), ("tasks-marked", "<space><space>"), ("tasks-empty", "/nobody<enter>"),
    ("dialog-deletion", "jja"), ("palette", "?appr"), ("connection", "1"), ("provisioning", "2"),
    ("parameters", "3"), ("rules", "4j"), ("directory-empty", "6"), ("audit", "7"),
    ("prompt", "6n"),
  ])
  func screensLookAsTheirGoldens(_ name: String, _ keys: String) throws {
    var desk = Desk()
    desk.press(keys)
    if name == "tasks-empty" { desk.give([]) }
    try expectGolden(name, desk.console.render(Size(columns: 80, rows: 24)))
  }

  @Test(arguments: [(40, 12), (132, 43)])
  func tasksAtOtherSizes(_ columns: Int, _ rows: Int) throws {
    var desk = Desk()
    desk.send(.taskLoaded(30, ["Task 30: create user30@example.com", "  status: failed"]))
    try expectGolden(
      "tasks-\(columns)x\(rows)", desk.console.render(Size(columns: columns, rows: rows)))
  }

  @Test func theFirstStartOpensConnection() throws {
    let desk = Desk(apps: [], tasks: [])
    #expect(desk.console.tab == .connection)
    try expectGolden("first-start", desk.console.render(Size(columns: 80, rows: 24)))
  }

  @Test func oneCreationIsApprovedByOneKeyAndADeletionAsks() {
    var desk = Desk()
    desk.press("j")
    #expect(desk.console.tasks.selected == 29)
    desk.press("a")
    #expect(desk.effects == [.decide(.approve, [29])])
    desk.press("ja")
    #expect(desk.effects == [.loadTask(28)], "28 is a deletion, so it asks")
    desk.press("<enter>")
    #expect(desk.effects.isEmpty, "the dialog starts on go back")
    desk.press("ay")
    #expect(desk.effects == [.decide(.approve, [28])])
  }

  @Test func keysThatWereOnTheirWayDoNotAnswerADialog() {
    var desk = Desk()
    desk.press("jj")
    desk.send(.terminal(.key(.character("a"))))
    desk.effects = []
    desk.send(.terminal(.key(.character("y"))))
    #expect(desk.effects.isEmpty)
    desk.press("y")
    #expect(desk.effects == [.decide(.approve, [28])])
  }

  @Test func theChosenRowIsKeptByItsKey() {
    var desk = Desk()
    desk.press("jjj")
    #expect(desk.console.tasks.selected == 27)
    desk.give(Desk.tasks(35))
    #expect(desk.console.tasks.selected == 27)
    desk.give(Desk.tasks(35).filter { $0.id != 27 })
    #expect(desk.console.tasks.selected == 26, "its neighbour, where it left")
  }

  @Test func aFilterIsTypedAndTakenBack() {
    var desk = Desk()
    desk.press("/status:pending action:create ann<enter>")
    #expect(
      desk.console.tasks.filter
        == TaskFilter(app: 1, statuses: [.pending], actions: [.create], search: "ann"))
    desk.press("<esc>")
    #expect(desk.console.tasks.filter == TaskFilter(app: 1))
  }

  @Test func aPastedTextRunsNothing() {
    var desk = Desk()
    desk.effects = []
    desk.send(.terminal(.paste("aaiiq")))
    #expect(desk.effects.isEmpty)
    desk.press("/")
    desk.send(.terminal(.paste("sa\nles")))
    desk.press("<enter>")
    #expect(desk.console.tasks.filter.search == "sales")
  }

  @Test func overTheLimitTheNumberIsTyped() {
    var desk = Desk()
    desk.press("4R")
    #expect(desk.effects == [.loadPlan(app: "netskope")])
    desk.send(.planLoaded(PlanOverview(lines: ["12 delete"], fresh: 12, blocked: 12)))
    desk.press("y<enter>")
    #expect(desk.effects.isEmpty)
    desk.send(.planLoaded(PlanOverview(lines: ["12 delete"], fresh: 12, blocked: 12)))
    desk.press("12<enter>")
    #expect(desk.effects == [.reapply(app: "netskope", accepting: 12)])
  }

  @Test func noKeyDoesTwoThings() {
    var desk = Desk()
    for tab in Console.Tab.allCases {
      desk.press("\(tab.rawValue)")
      var seen: [Key: String] = [:]
      for action in desk.console.actions() {
        #expect(!action.title.isEmpty)
        for key in action.keys {
          #expect(seen[key] == nil, "\(key) does \(action.id) and \(seen[key] ?? "")")
          #expect(desk.console.movement(key) == nil, "\(key) moves, and does \(action.id)")
          seen[key] = action.id
        }
      }
    }
  }

  @Test func anythingAtAnySizeIsDrawn() {
    var random = SystemRandomNumberGenerator.seeded(7)
    let keys =
      (Key.parse("jkgGaiRrwetEfJK?:/ynq123456 7*AVTDs<enter><esc><tab><up><pgdn><bs><c-l>") ?? [])
    var desk = Desk()
    for step in 0..<3_000 {
      desk.time += 0.2
      desk.send(.tick(desk.time))
      let key = keys[Int(random.next() % UInt64(keys.count))]
      desk.send(.terminal(.key(key)))
      if step % 17 == 0 { desk.give(Desk.tasks(Int(random.next() % 60))) }
      let size = Size(columns: Int(random.next() % 201), rows: Int(random.next() % 61))
      desk.send(.terminal(.resize(size)))
      let surface = desk.console.render(size)
      #expect(surface.size == size)
    }
  }
}

/// Numbers that are the same in every run (SplitMix64).
struct Seeded: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension SystemRandomNumberGenerator {
  static func seeded(_ seed: UInt64) -> Seeded { Seeded(state: seed) }
}
