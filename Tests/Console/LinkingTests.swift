import Text
import Provisioning
import SCIM
import Screen
import Testing

@testable import Console
@testable import Engine

/// What was possible by commands alone: linking, forgetting a finding, a limit, causes, differences.
@Suite struct LinkingTests {
  private static func proposal(_ user: DirectoryUser?, holder: DirectoryUser?) -> LinkProposal {
    LinkProposal(
      app: "netskope", account: ["id": "7", "userName": "ann@old", "displayName": "Ann Old"],
      remoteID: "7", holder: holder.map { KnownPerson(user: $0) },
      user: user.map { KnownPerson(user: $0) })
  }

  private func desk() -> Desk {
    var desk = Desk()
    desk.press("6")
    desk.give([Desk.user(1, "ann"), Desk.user(2, "bob")])
    return desk
  }

  @Test func anAccountIsLinkedOnceItWasSeen() throws {
    var desk = desk()
    desk.press("l7<enter>")
    #expect(desk.effects == [.proposeLink(app: "netskope", user: "ann", account: "7")])
    let proposal = Self.proposal(Desk.user(1, "ann"), holder: Desk.user(2, "bob"))
    desk.send(.linkProposed(proposal))
    try expectGolden("dialog-link", desk.screen())
    desk.press("n")
    #expect(desk.effects.isEmpty && desk.console.overlays.isEmpty)
    desk.send(.linkProposed(proposal))
    desk.press("y")
    #expect(desk.effects == [.link(proposal)])
    #expect(Effect.link(proposal).commandLine == "usher link netskope ann 7")
  }

  @Test func anAccountIsTakenAwayOnceItWasSeen() {
    var desk = desk()
    desk.press("jU")
    #expect(desk.effects == [.proposeUnlink(app: "netskope", user: "bob")])
    let proposal = Self.proposal(nil, holder: Desk.user(2, "bob"))
    desk.send(.linkProposed(proposal))
    #expect(desk.text.contains("UNLINK ann@old") && desk.text.contains("stays as it is"))
    desk.press("y")
    #expect(desk.effects == [.unlink(proposal)])
  }

  @Test func aFindingIsForgottenByAKey() {
    var overview = Desk.overview()
    overview.findings = [
      AttributeFinding(
        path: "userName",
        evidence: [.init(account: "1", name: "ann", sent: "a", shown: nil, at: 900)])
    ]
    var desk = Desk(apps: [overview])
    desk.press("3f")
    #expect(desk.effects == [.forgetFinding(app: "netskope", path: "userName")])
    desk.press("jf")
    #expect(desk.effects.isEmpty && desk.message.contains("nothing was found"))
  }

  @Test func theLimitOfMembershipsHasAField() {
    var desk = Desk()
    desk.press("2<enter><enter>")
    while desk.console.form?.field?.id != "memberships" { desk.press("<tab>") }
    desk.press("12<c-s>")
    var after = Desk.overview().app.definition
    after.provisioning.limits.memberships = 0.12
    #expect(
      desk.effects == [.saveApp(from: Desk.overview().app.definition, to: after, secret: nil)])
  }

  @Test func failuresAreGroupedByCauseWithTheKeyThatCures() {
    var desk = Desk()
    desk.press("c")
    #expect(desk.effects == [.loadCauses(1)])
    desk.send(
      .causesLoaded(
        1,
        [
          FailureCause(status: 401, advice: "the token is not taken; make a new one", count: 40),
          FailureCause(status: 503, advice: "the app is overloaded; retry", count: 2),
        ]))
    #expect(desk.text.contains("40      1        the token is not taken"))
    #expect(desk.text.contains("2       Ctrl-r   the app is overloaded"))
    desk.press("<down><enter>")
    #expect(
      desk.console.tasks.filter
        == TaskFilter(app: 1, statuses: [.failed], search: "the app is overloaded; retry"))
    #expect(desk.message == "Ctrl-r: tries all of these again")
  }

  @Test func whatDiffersIsAListThatOpensThePerson() {
    var desk = Desk()
    desk.press("d")
    #expect(desk.message.contains("V reads the app back first"))
    var report = VerifyReport()
    report.add(.user, "ann@x.example", "title is Lead, not Engineer", of: 1)
    report.add(.group, "VPN", "bob is missing")
    desk.send(.differencesFound(app: "netskope", report.differences))
    #expect(desk.console.overlays.isEmpty, "it comes while somebody does something else")
    desk.press("d")
    #expect(desk.text.contains("2 differences in netskope"))
    desk.press("<enter>")
    #expect(desk.all == [.loadUser(.id(1))])
    desk.send(.userLoaded(Desk.user(1, "ann"), ["netskope: has an account"]))
    #expect(desk.text.contains("netskope: has an account"))
    desk.press("<esc>")
    #expect(desk.text.contains("2 differences in netskope"), "the list is still there")
    desk.press("<down><enter>")
    #expect(desk.all.isEmpty && desk.text.contains("bob is missing"))
  }
}
