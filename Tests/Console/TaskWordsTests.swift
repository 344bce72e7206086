import Engine
import Provisioning
import SCIM
import Screen
import Testing

@testable import Console

/// What stands on the rows of tasks, and how it is found.
@Suite struct TaskWordsTests {
  @Test func theReasonComesWithoutTheName() {
    var task = Desk.task(1)
    #expect(task.whyWords == "has access and no account")
    task.reason = "the rule Sales sets title"
    #expect(task.whyWords == "the rule Sales sets title")
    task.name = "VPN"
    task.reason = "the rule By role adds them"
    task.members = (1...5).map { TaskMember(user: $0, name: "user\($0)") }
    #expect(task.whyWords == "+5 user1, user2, user3, …: the rule By role adds them")
    task.action = .removeMembers
    #expect(task.whyWords.hasPrefix("-5 user1"))
  }

  @Test(arguments: [(40, 12), (62, 14), (80, 24), (100, 30), (120, 40), (132, 43), (200, 50)])
  func theReasonIsReadableAtEveryWidth(_ columns: Int, _ rows: Int) {
    let desk = Desk(size: Size(columns: columns, rows: rows))
    #expect(
      desk.screen(columns, rows).text.contains(columns < 60 ? "has acces" : "has access and no acc")
    )
  }

  @Test(arguments: [
    ("delete", TaskFilter(app: 1, actions: [.delete])),
    ("pending delete", TaskFilter(app: 1, statuses: [.pending], actions: [.delete])),
    ("\"delete\"", TaskFilter(app: 1, search: "delete")),
    ("!ignored", TaskFilter(app: 1, statuses: Set(TaskStatus.allCases).subtracting([.ignored]))),
    (
      "!action:create", TaskFilter(app: 1, actions: Set(TaskAction.allCases).subtracting([.create]))
    ),
    ("\"12:30\"", TaskFilter(app: 1, search: "12:30")),
    ("!bob", without("bob")), ("!bob !Ann\"s x\"", without("bob", "Anns x")),
    ("!\"two words\"", without("two words")), ("!\"delete\"", without("delete")),
    ("!\"12:30\"", without("12:30")), ("!\"!\"", without("!")),
    ("\"!bob\"", TaskFilter(app: 1, search: "!bob")),
  ])
  func whatStandsOnARowIsFound(_ words: String, _ filter: TaskFilter) {
    let query = TaskQuery(words)
    #expect(query.problem == nil)
    #expect(query.filter(app: 1, now: 1_000) == filter)
    #expect(TaskQuery(query.text).filter(app: 1, now: 1_000) == filter, "\(query.text)")
  }

  private static func without(_ texts: String...) -> TaskFilter {
    var filter = TaskFilter(app: 1)
    filter.without = Set(texts)
    return filter
  }

  @Test(arguments: ["foo:bar", "staus:pending", "!", "!\"\"", "!status:bob", "!user:ann"])
  func whatIsNoFilterIsNamed(_ words: String) {
    var desk = Desk()
    desk.press("/\(words)")
    #expect(desk.console.tasks.problem != nil && desk.text.contains("  ! "))
    #expect(TaskQuery(words).problem != nil)
  }

  @Test func earlierFiltersComeBackByTheArrow() {
    var desk = Desk()
    desk.press("/ann<enter>/<c-u>bob<enter>/<c-u>ce<up>")
    #expect(desk.console.tasks.words == "bob")
    desk.press("<up>")
    #expect(desk.console.tasks.words == "ann")
    desk.press("<up>")
    #expect(desk.console.tasks.words == "ann", "that was the first")
    desk.press("<down><down>")
    #expect(desk.console.tasks.words == "ce", "what was being typed is not lost")
  }

  @Test func chipsAgreeWithTheRowsAndSayWhatIsCut() {
    var overview = Desk.overview()
    for status in TaskStatus.allCases { overview.counts[status] = 1_234 }
    for columns in [40, 60, 80, 120, 200] {
      var desk = Desk(apps: [overview], size: Size(columns: columns, rows: 24))
      for chip in TaskChips.all.indices {
        let text = desk.screen(columns, 24).text
        let name = TaskChips.all[chip].name
        if columns >= 60 { #expect(text.contains("[\(name) "), "\(name) at \(columns)") }
        let shown = TaskChips.all.count {
          text.contains(" \($0.name) ") || text.contains("[\($0.name) ")
        }
        if columns >= 60, shown < TaskChips.all.count {
          #expect(text.contains("→") || text.contains("←"), "\(columns) \(name)")
        }
        desk.press("<right>")
      }
      #expect(desk.console.tasks.chips(desk.console.frame).chosen == 0, "round again")
    }
  }

  @Test func statusesThatNothingHasAreLeftOut() {
    var desk = Desk()
    #expect(!desk.text.contains("superseded") && desk.text.contains("pending 20"))
    desk.press("<left>")
    #expect(desk.console.tasks.filter.statuses == [.provisioned])
  }

  @Test func agesTickInTheDetail() {
    var desk = Desk(size: Size(columns: 120, rows: 40))
    desk.send(.taskLoaded(GoldenTests.story))
    #expect(desk.text.contains("filed 1m ago"))
    desk.send(.tick(desk.time + 3_600))
    #expect(desk.text.contains("filed 1h ago"))
  }
}
