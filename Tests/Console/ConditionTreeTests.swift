import Engine
import Provisioning
import Screen
import Testing

@testable import Console

/// Conditions that nest, as the tree that a rule's form shows.
@Suite struct ConditionTreeTests {
  private static let a = Condition.attribute("a", .equals("1"))
  private static let b = Condition.attribute("b", .equals("2"))
  private static let c = Condition.attribute("c", .equals("3"))

  private func editor(_ when: Condition) -> RuleEditor {
    RuleEditor(
      Rule(name: "N", when: when, then: [.doNotProvision]),
      schemas: Desk.overview().app.userSchemas, choices: RuleForm.Choices())
  }

  /// A desk with a rule of this condition open, the cursor on the line of a depth-first number.
  private func desk(_ when: Condition, at line: Int) -> Desk {
    let rule = Rule(name: "N", when: when, then: [.doNotProvision])
    var desk = Desk(apps: [Desk.overview { $0.rules = [rule] }])
    desk.press("4<enter>")
    let id = desk.console.rules.editor?.conditionLines[line].id ?? ""
    while desk.console.form?.field?.id.hasPrefix("\(id).") != true { desk.press("<down>") }
    return desk
  }

  private func when(_ desk: Desk) -> Condition? { desk.console.rules.editor?.rule.when }

  @Test(
    arguments: [
      .all([]), .any([]), a, .all([a]), .any([a]), .all([a, b]), .all([.any([a, b]), c]),
      .any([.all([a, .any([b, c])]), .role("R")]), .all([.any([])]), .all([.all([a, b])]),
      .any([.any([.any([a])])]), .all([.all([]), a]),
    ] as [Condition])
  func whatIsNotTouchedStaysAsItIs(_ when: Condition) {
    let editor = editor(when)
    #expect(editor.rule.when == when && !editor.form.isDirty)
  }

  @Test func aGroupStandsAboveItsConditions() {
    let desk = desk(.any([.all([Self.a, Self.b]), Self.c]), at: 0)
    let lines = desk.console.rules.editor?.conditionLines.map { "\($0.id.prefix(1))\($0.depth)" }
    #expect(lines == ["g0", "c1", "c1", "c0"])
    let rows = desk.text.split(separator: "\n").filter { $0.contains("< is >") }
    #expect(rows.map { $0.prefix { $0 == " " }.count } == [4, 4, 2])
  }

  @Test func aConditionIsAddedBelowTheCursor() {
    var desk = desk(.any([.all([Self.a, Self.b]), Self.c]), at: 1)
    desk.press("<c-n>x<tab><tab>9")
    let x = Condition.attribute("x", .equals("9"))
    #expect(when(desk) == .any([.all([Self.a, x, Self.b]), Self.c]))
    desk = self.desk(.any([.all([Self.a, Self.b]), Self.c]), at: 0)
    desk.press("<c-n>x<tab><tab>9")
    #expect(when(desk) == .any([.all([x, Self.a, Self.b]), Self.c]), "into the group")
    desk = self.desk(.any([.all([Self.a, Self.b]), Self.c]), at: 3)
    desk.press("<c-n>x<tab><tab>9")
    #expect(when(desk) == .any([.all([Self.a, Self.b]), Self.c, x]))
  }

  @Test func aConditionIsGroupedAndTakenOutAgain() {
    var desk = desk(.all([Self.a, Self.b]), at: 1)
    desk.press("<c-y>c<tab><tab>3")
    #expect(when(desk) == .all([Self.a, .any([Self.b, Self.c])]), "the group asks the other way")
    desk.press("<c-q>")
    #expect(when(desk) == .all([Self.a, .any([Self.b]), Self.c]))
    desk.press("<c-y>")
    #expect(when(desk) == .all([Self.a, .any([Self.b, Self.c])]), "into the group above")
    desk.press("<c-q><up><c-q>")
    #expect(when(desk) == .all([Self.a, Self.b, Self.c]), "an empty group is none")
    desk.press("<c-q>")
    #expect(desk.message.contains("in no group"))
  }

  @Test func whatOnlyMovesCanBeTakenBackAndSaved() {
    let before = Condition.all([.any([Self.a, Self.b]), Self.c])
    var desk = desk(before, at: 3)
    desk.press("<c-y>")
    let after = Condition.all([.any([Self.a, Self.b, Self.c])])
    #expect(when(desk) == .any([Self.a, Self.b, Self.c]))
    #expect(desk.console.form?.isDirty == true)
    desk.press("<c-r>")
    #expect(when(desk) == before && desk.console.form?.isDirty == false)
    desk.press("<c-y><c-s>")
    guard case .saveApp(_, let saved, _)? = desk.effects.last else {
      Issue.record("nothing was saved")
      return
    }
    #expect(saved.rules[0].when == .any([Self.a, Self.b, Self.c]), "\(after) means the same")
  }

  @Test func aGroupIsRemovedWithItsConditions() {
    var desk = desk(.all([Self.c, .any([Self.a, .all([Self.b])])]), at: 1)
    desk.press("<c-x>")
    #expect(when(desk) == Self.c)
    desk = self.desk(.all([Self.c, .any([Self.a, .all([Self.b])])]), at: 4)
    desk.press("<c-x>")
    #expect(when(desk) == .all([Self.c, .any([Self.a])]), "the last of a group takes it along")
    desk.press("<c-r>")
    #expect(when(desk) == .all([Self.c, .any([Self.a, .all([Self.b])])]))
  }

  @Test func whetherAllOrAnyIsAskedOfSeveral() {
    var desk = desk(Self.a, at: 0)
    #expect(!desk.text.contains("Matches where"))
    desk.press("<c-n>b<tab><tab>2")
    #expect(desk.text.contains("Matches where"))
    while desk.console.form?.field?.id != "match" { desk.press("<s-tab>") }
    desk.press("<space>")
    #expect(when(desk) == .any([Self.a, Self.b]))
  }

  @Test func conditionsNestOnlySoDeep() {
    var deep = Self.a
    for _ in 0..<CompiledCondition.maximumDepth { deep = .all([deep, Self.b]) }
    let editor = editor(.any([deep, Self.c]))
    #expect(editor.problems(names: []).values.contains { $0.contains("deep at most") })
  }

  @Test func howManyUsersEachLineIsTrueOfStandsThere() {
    var desk = desk(.all([.any([Self.a, Self.b]), Self.c]), at: 3)
    let asked = Effect.tallyConditions([
      .any([Self.a, Self.b]), Self.a, Self.b, Self.c, .all([.any([Self.a, Self.b]), Self.c]),
    ])
    desk.press("<esc>4<enter>")
    #expect(desk.all.contains(asked))
    var tally = ConditionTally(counts: [1_700, 1_412, 288, 9, 7])
    tally.users = 2_000
    if case .tallyConditions(let conditions) = asked {
      desk.send(.conditionsTallied(conditions, tally))
    }
    for count in ["1,700", "1,412", "288", "9", "true of 7"] {
      #expect(desk.text.contains(count), "\(count)")
    }
    desk.press("<down><down><down><tab><tab>x")
    #expect(
      desk.all.contains { if case .tallyConditions = $0 { true } else { false } },
      "what is typed is counted")
    #expect(!desk.text.contains("1,412") && desk.text.contains("288"))
    desk.press("<bs>")
    tally.isAll = false
    desk.send(.conditionsTallied([Self.a], tally))
    #expect(desk.text.contains("1,700 of 2,000"), "not all were looked at")
  }

  @Test func whatIsWrongStandsWholeBelowItsLine() {
    var desk = desk(.attribute("title", .matches("(")), at: 0)
    desk.press("<c-s>")
    #expect(desk.effects.isEmpty)
    let problem = desk.console.form?.fields.compactMap(\.problem).first ?? ""
    #expect(!problem.isEmpty)
    for columns in [40, 80, 120] {
      let words = desk.screen(columns, 24).text.split { $0.isWhitespace }.joined(separator: " ")
      #expect(
        words.contains(problem.split { $0.isWhitespace }.joined(separator: " ")), "\(columns)")
    }
  }

  @Test func whatAnActionDoesIsChosenFromEverything() {
    var desk = Desk()
    desk.press("4<enter>")
    desk.send(.groupsLoaded(app: "netskope", ["VPN", "Web"]))
    desk.press("<c-t>VPN<enter><c-t>set title<enter>{{ x }}<c-t>New ones<enter><c-t>do not<enter>")
    #expect(
      desk.console.rules.editor?.rule.then.dropFirst() == [
        .addToGroup(name: "VPN", create: false), .set(path: "title", value: "{{ x }}"),
        .addToGroup(name: "New ones", create: true), .doNotProvision,
      ])
    desk.press("<c-t><esc>")
    #expect(desk.console.rules.editor?.rule.then.count == 5)
  }
}
