import Provisioning
import Screen
import Testing

@testable import Console

/// Help has words: a page for each screen, and below it what can be done.
@Suite struct HelpTests {
  @Test func asItLooks() throws {
    var desk = Desk()
    desk.press("?")
    try expectGolden("help-tasks", desk.screen())
    desk.press("<pgdn><pgdn>")
    try expectGolden("help-tasks-below", desk.screen())
  }

  @Test func everyScreenHasAPageThatNamesWhatItIsFor() {
    for screen in Console.standardScreens {
      let help = type(of: screen).help
      #expect(help.count >= 3 && help.allSatisfy { $0.hasSuffix(".") }, "\(type(of: screen).title)")
    }
  }

  @Test(arguments: 1...7) func itOpensOnEveryScreenAndFindsWhatIsTyped(_ tab: Int) {
    var desk = Desk()
    desk.press("\(tab)?")
    let title = type(of: desk.console.front).title
    #expect(desk.text.contains("\(title): what it is for"))
    desk.press("<enter>")
    #expect(desk.console.overlays.count == 1, "a line of the page does nothing")
    desk.press("quit<enter>")
    #expect(desk.effects == [.quit])
  }

  @Test func movingComesFirstAndHowMuchIsNotShownIsSaid() {
    var desk = Desk()
    desk.press("?")
    #expect(desk.text.contains(" 1-17 of "))
    guard case .palette(let palette)? = desk.console.overlays.last else {
      Issue.record("there is no help")
      return
    }
    #expect(desk.console.offers.found(in: palette).first?.action.id == "move.down")
  }

  @Test func anUnknownKeySaysSo() {
    var desk = Desk()
    desk.press("Z")
    #expect(desk.message == "Z does nothing here · ? lists what can be done")
    desk.press("<c-y>")
    #expect(desk.message.contains("Ctrl-y does nothing here"))
  }

  @Test func halfPagesMove() {
    var desk = Desk()
    desk.press("<c-d>")
    let down = desk.console.tasks.list.index
    #expect(down > 5 && down < 12)
    desk.press("<c-u>")
    #expect(desk.console.tasks.list.index == 0)
  }
}
