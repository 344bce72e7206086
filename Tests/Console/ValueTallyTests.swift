import Provisioning
import Screen
import Testing

@testable import Console
@testable import Engine

/// A value is shown over the whole directory while it is typed.
@Suite struct ValueTallyTests {
  private func tally(wrong: Int = 0) -> ValueTally {
    var tally = ValueTally()
    (tally.given, tally.empty, tally.wrong) = (1_696, 61, wrong)
    tally.examples = [.init(username: "ann", value: "Ann Lee")]
    return tally
  }

  @Test func whatIsTypedIsCountedAndShown() throws {
    var desk = Desk()
    desk.press("3<enter><c-u>x")
    let path = try #require(desk.console.parameters.editor?.target)
    #expect(desk.all.contains(.tallyValue(app: "netskope", path: path, value: "x")))
    desk.send(.valueTallied(app: "netskope", path: path, value: "x", tally()))
    #expect(desk.text.contains("1,696 of 1,757 give a value · 61 empty · 0 of the wrong kind"))
    #expect(desk.text.contains("ann: Ann Lee"))
    try expectGolden("parameter-tally", desk.screen())
    // An answer about the value as it was some keys ago is no answer.
    desk.press("y")
    #expect(!desk.text.contains("1,696 of 1,757"))
    desk.send(.valueTallied(app: "netskope", path: path, value: "x", tally(wrong: 3)))
    #expect(!desk.text.contains("of the wrong kind"))
  }

  @Test func whatCannotBeReadIsNotCounted() {
    var desk = Desk()
    desk.press("3<enter><c-u>{{")
    #expect(!desk.all.contains { if case .tallyValue(_, _, "{{") = $0 { true } else { false } })
  }
}
