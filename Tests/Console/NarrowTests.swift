import Text
import Engine
import Provisioning
import Screen
import Testing

@testable import Console

/// What is asked and said can be read at every size.
@Suite struct NarrowTests {
  private static let sizes = [(40, 12), (80, 24), (120, 40), (200, 50)]

  @Test(arguments: sizes)
  func everyAnswerOfADialogIsSeen(_ columns: Int, _ rows: Int) {
    var desk = Desk(size: Size(columns: columns, rows: rows))
    desk.press("2<enter><esc>4Dq")
    for answer in ["s save and quit", "d discard and quit", "n stay"] {
      #expect(desk.text.contains(answer), "\(desk.text)")
    }
  }

  @Test(arguments: sizes)
  func whatAPromptAsksForIsSeen(_ columns: Int, _ rows: Int) {
    var desk = Desk(size: Size(columns: columns, rows: rows))
    desk.press("6")
    desk.give([Desk.user(1, "ann")])
    desk.press("l9f8")
    let said = desk.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(said.contains("Account of netskope for ann (id or userName):"), "\(desk.text)")
    #expect(desk.text.contains(" 9f8"))
  }

  @Test(arguments: sizes)
  func whatIsSaidIsSeenWhole(_ columns: Int, _ rows: Int) {
    var desk = Desk(size: Size(columns: columns, rows: rows))
    desk.send(.failed("there is no user ann@x.example here; usher users list shows who there is"))
    let seen = desk.text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(
      seen.contains("there is no user ann@x.example here; usher users list shows who there is"))
    desk.press("j")
    #expect(!desk.text.contains("there is no user"))
  }

  @Test func inAFormTabGoesToTheNextFieldAndNowhereElse() {
    var desk = Desk(size: Size(columns: 200, rows: 50))
    desk.press("1<enter>")
    #expect(desk.text.contains("Tab next field") && !desk.text.contains("Next screen"))
  }

  @Test func anEntryOfTheLogStandsBesideTheList() {
    var desk = Desk(size: Size(columns: 120, rows: 40))
    desk.press("7")
    let entry = AuditEntry(
      seq: 1, at: 900, actor: Actor(name: "kim", origin: "desk"), action: "user.set",
      subject: "ann", detail: ["title": "Lead"], previousHash: "")
    desk.send(.auditLoaded(search: "", .first, Page([AuditRow(entry, when: "today")], total: 1)))
    #expect(desk.text.contains("Particulars") && desk.text.contains("\"title\": \"Lead\""))
  }
}
