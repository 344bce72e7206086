import Engine
import Provisioning
import Screen
import Testing

@testable import Console

/// The order of the rules, and the rule that is edited.
@Suite struct RuleTests {
  private func names(_ desk: Desk) -> [String] { desk.console.rules.names(desk.console.app) }

  @Test func aRuleMovesAndIsSavedLater() {
    var desk = Desk()
    desk.press("4J")
    #expect(names(desk) == ["By role", "Engineers", "Contractors out"])
    #expect(desk.effects.isEmpty && desk.text.contains("4 Rules*"))
    desk.press("JJK<c-s>")
    let before = Desk.overview().app.definition
    var after = before
    after.rules = [before.rules[1], before.rules[0], before.rules[2]]
    #expect(desk.effects == [.saveApp(from: before, to: after, secret: nil)])
    desk.end(desk.effects)
    #expect(desk.console.screens.drafts.isEmpty)
  }

  @Test func whomRulesMatchIsCountedAnewOnEachVisit() {
    var overview = Desk.overview()
    overview.users = 500
    var desk = Desk(apps: [overview])
    let count = Effect.loadMatches(overview.app.definition)
    desk.press("4")
    #expect(desk.effects == [count])
    desk.send(.matchesLoaded(overview.app.definition, [:]))
    desk.end([count])
    desk.press("4")
    #expect(desk.effects.isEmpty)
    desk.press("64")
    #expect(desk.effects == [count])
  }

  @Test func movedBackItIsNoDraft() {
    var desk = Desk()
    desk.press("4JK")
    #expect(desk.console.screens.drafts.isEmpty)
  }

  @Test(arguments: [
    ("<enter>", ["By role", "Contractors out", "Engineers"], true),
    ("<esc>", ["Engineers", "By role", "Contractors out"], false),
    ("<space>u", ["Engineers", "By role", "Contractors out"], false),
  ])
  func aRuleIsCarried(_ end: String, _ order: [String], _ isDraft: Bool) {
    var desk = Desk()
    desk.press("4<space><down><down><down>\(end)")
    #expect(names(desk) == order)
    #expect((desk.console.draftTitles == ["Rules"]) == isDraft)
    #expect(desk.console.rules.list.carried == nil)
  }

  @Test func whileItIsCarriedNothingElseHappens() {
    var desk = Desk()
    desk.press("4<space>DRq5")
    #expect(desk.effects.isEmpty && desk.console.frontTitle == "Rules")
    #expect(names(desk).count == 3)
  }

  @Test func aNewRuleIsMadeByItsFields() {
    var desk = Desk()
    desk.press("4n")
    desk.send(.groupsLoaded(app: "netskope", ["VPN", "Web"]))
    desk.press("Sales<tab>department<tab><right><tab>Sales<tab><tab>V<tab><tab><esc><c-s>")
    let before = Desk.overview().app.definition
    var after = before
    after.rules.append(
      Rule(
        name: "Sales", when: .attribute("department", .notEquals("Sales")),
        then: [.addToGroup(name: "VPN", create: true)]))
    #expect(desk.effects == [.saveApp(from: before, to: after, secret: nil)])
  }

  @Test func conditionsAndActionsAreAddedAndRemoved() {
    var desk = Desk()
    desk.press("4<enter><c-n>role<tab><tab>Staff<c-t>set title<enter>x<esc>")
    let rule = desk.console.rules.editor?.rule
    #expect(
      rule?.when == .all([.attribute("department", .equals("Engineering")), .role("Staff")]))
    #expect(rule?.then.last == .set(path: "title", value: "x"))
    desk.press("<c-x>")
    #expect(desk.console.rules.editor?.rule.then.count == 1)
    desk.press("<c-r>")
    #expect(desk.console.rules.editor?.rule.then.count == 2)
    while desk.console.form?.field?.id != "match" { desk.press("<s-tab>") }
    desk.press("<c-x>")
    #expect(desk.message.contains("no condition"))
  }

  @Test func anUntouchedRuleIsTheSameRule() {
    for (index, rule) in Desk.overview().app.definition.rules.enumerated() {
      let editor = RuleEditor(
        rule, schemas: Desk.overview().app.userSchemas, choices: RuleForm.Choices())
      #expect(editor.rule == rule && !editor.form.isDirty, "rule \(index)")
    }
  }

  @Test(arguments: [
    ("<c-u><c-s>", "name"), ("<c-u>By role<c-s>", "name"),
    ("<down><tab><tab><c-u><c-s>", "c0.value"), ("<down><down><tab><c-u><c-s>", "a1.first"),
  ])
  func whatIsWrongIsNotSaved(_ keys: String, _ field: String) {
    var desk = Desk()
    desk.press("4<enter><enter>\(keys)")
    #expect(desk.effects.isEmpty)
    #expect(desk.console.rules.editor?.form.field?.id == field)
    #expect(desk.console.rules.editor?.form.field?.problem != nil)
  }

  @Test func affectedUsersFollowTheRuleWhileItIsEdited() {
    var desk = Desk(size: Size(columns: 132, rows: 43))
    desk.press("4<enter><c-v>")
    guard case .loadAffected(let first, rule: "Engineers")? = desk.effects.first else {
      Issue.record("nothing was asked")
      return
    }
    desk.end(desk.effects)
    desk.press("<down><tab><tab><c-u>Sales<esc>")
    #expect(desk.effects.count == 1 && desk.effects != [.loadAffected(first, rule: "Engineers")])
    desk.send(
      .affectedLoaded(first, rule: "Engineers", AffectedReport(rows: [], matches: 77, changes: 0)))
    #expect(!desk.text.contains("77 users"), "an answer about the rule as it was")
    if case .loadAffected(let second, let rule)? = desk.effects.first {
      desk.send(
        .affectedLoaded(second, rule: rule, AffectedReport(rows: [], matches: 5, changes: 2)))
    }
    #expect(desk.text.contains("5 users, 2 would change"))
  }

  @Test func anEmptyConditionIsNone() {
    var desk = Desk()
    desk.press("4<enter><c-n><c-v>")
    #expect(desk.effects.count == 1)
    #expect(
      desk.console.rules.editor?.rule.when == .attribute("department", .equals("Engineering")))
  }

  @Test func whomAWrongRuleMatchesIsNotLookedFor() {
    var desk = Desk()
    desk.press("4<enter><c-u><c-v>")
    #expect(desk.effects.isEmpty && desk.message.contains("correct the rule first"))
    #expect(desk.console.form?.field?.problem != nil)
    desk.press("x")
    #expect(desk.console.form?.field?.problem == nil, "what was corrected is told no longer")
  }

  @Test func whatWasTypedSurvivesAnotherKindOfAction() {
    var desk = Desk()
    desk.press("4<enter>")
    while desk.console.form?.field?.id != "a1.kind" { desk.press("<tab>") }
    let before = desk.console.rules.editor?.rule
    desk.press("<right>")
    #expect(
      desk.console.rules.editor?.rule.then
        == [.addToGroupsNamedBy(attribute: "", matching: "", name: "$1", create: true)])
    desk.press("<left>")
    #expect(desk.console.rules.editor?.rule == before)
  }

  @Test func aRemovedRuleComesBack() {
    var desk = Desk()
    desk.press("4jD")
    #expect(names(desk) == ["Engineers", "Contractors out"])
    desk.press("u")
    #expect(names(desk).count == 3 && desk.console.screens.drafts.isEmpty)
  }

  @Test func smallDirectoriesAreCountedAtOnceAndLargeOnesWhenAsked() {
    var small = Desk.overview()
    small.users = 100
    var desk = Desk(apps: [small])
    desk.press("4")
    #expect(desk.effects == [.loadMatches(small.app.definition)])
    desk = Desk()
    desk.press("4")
    #expect(desk.effects.isEmpty)
    desk.press("c")
    #expect(desk.effects == [.loadMatches(Desk.overview().app.definition)])
    desk.send(
      .matchesLoaded(
        Desk.overview().app.definition, ["Engineers": RuleMatches(matches: 1_234, changes: 5)]))
    #expect(desk.text.contains("1,234"))
  }
}
