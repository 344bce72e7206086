import Engine
import Manifest
import Provisioning
import SCIM
import Screen
import Testing

@testable import Console

/// Forms: drafts, checks, saving.
@Suite struct FormTests {
  @Test(arguments: [
    ("ab<left>x", "axb"), ("ab<bs>c", "ac"), ("<del>", ""), ("ab<home><del>", "b"),
    ("one two<c-w>", "one "), ("ab<c-u>c", "c"), ("abc<left><left><c-k>", "a"),
    ("e\u{301}<bs>x", "x"), ("日本<left><bs>", "本"), ("👩‍👩‍👧x<left><bs>", "x"),
    ("a<c-a>b<c-e>c", "bac"),
  ])
  func textIsEditedByWhatAReaderSees(_ keys: String, _ text: String) {
    var field = TextField()
    for key in Key.parse(keys) ?? [] { _ = field.press(key) }
    #expect(field.text == text)
    #expect((0...field.text.count).contains(field.caret))
  }

  @Test func aSettingIsSavedFromWhatWasSeen() {
    var desk = Desk()
    desk.press("1<down><down><down><down><enter>45<esc>")
    #expect(desk.text.contains("1 Connect*"))
    desk.press("<c-s>")
    let before = Desk.overview().app.definition
    var after = before
    after.connection.timeout = 45
    let effect = Effect.saveApp(from: before, to: after, secret: nil)
    #expect(desk.effects == [effect])
    desk.end([effect])
    #expect(!desk.console.connection.form.isDirty && !desk.text.contains("Connect*"))
  }

  @Test func leavingKeepsTheText() {
    var desk = Desk()
    desk.press("1<enter>/x<esc>5")
    desk.send(.storeChanged)
    desk.send(.appsLoaded([Desk.overview()]))
    desk.press("1")
    #expect(desk.console.connection.form["url"] == "https://t.example.com/scim/x")
    desk.press("u")
    #expect(desk.console.connection.form["url"] == "https://t.example.com/scim")
    #expect(desk.console.screens.drafts.isEmpty)
  }

  @Test func aFailedSaveKeepsTheDraft() {
    var desk = Desk()
    desk.press("1<enter>/x<esc><c-s>")
    desk.send(.failed("netskope was changed by somebody else meanwhile"))
    for effect in desk.effects { desk.send(.ended(effect, isGood: false)) }
    #expect(desk.console.draftTitles == ["Connection"])
    #expect(desk.message.contains("somebody else"))
  }

  @Test func theFormShowsWhatSomebodyElseSavedUnlessItIsChanged() {
    var desk = Desk()
    let other = Desk.overview { $0.connection.baseURL = "https://other.example.com" }
    desk.press("1")
    desk.send(.appsLoaded([other]))
    #expect(desk.console.connection.form["url"] == "https://other.example.com")
    desk.press("<enter>/x<esc>")
    desk.send(.appsLoaded([Desk.overview()]))
    #expect(desk.console.connection.form["url"] == "https://other.example.com/x")
    desk.press("<c-s>")
    guard case .saveApp(let before?, _, _)? = desk.effects.first else {
      Issue.record("nothing was saved")
      return
    }
    #expect(before.connection.baseURL == "https://other.example.com", "so the store refuses it")
  }

  @Test(arguments: [
    ("http://x.example.com", "https"), ("https://u:p@x.example.com", "password"),
    ("https://x.example.com?a", "?"), ("ftp://x", "https"), ("", "needed"),
    ("https://a b", "spaces"), ("https:///x", "host"),
  ])
  func aBadURLIsToldAtOnce(_ url: String, _ words: String) {
    var desk = Desk()
    desk.press("1<enter><c-u>")
    desk.send(.terminal(.paste(url)))
    desk.press("<esc>")
    #expect(desk.console.connection.form.fields[0].problem?.contains(words) == true)
    desk.press("<c-s>")
    #expect(desk.effects.isEmpty)
  }

  @Test(arguments: ["http://localhost:8080/scim", "http://127.0.0.1/x", "https://t.example.com/v2"])
  func goodURLsAreTaken(_ url: String) { #expect(FieldCheck.baseURL(url) == nil) }

  @Test func savingGoesToTheFirstBadField() {
    var desk = Desk(apps: [], tasks: [])
    desk.press("<enter>shop<esc><c-s>")
    #expect(desk.effects.isEmpty)
    #expect(desk.console.connection.form.field?.id == "url")
    #expect(desk.message.contains("to correct"))
  }

  @Test func anAppIsSetUpWithATokenThatIsNeverSeen() {
    let vendor = VendorCatalog.builtIn.named("netskope")!
    var desk = Desk(apps: [], tasks: [], screens: Console.screens(VendorCatalog([vendor])))
    desk.press("<enter>netskope<tab><space><tab>https://t.example.com/scim/<tab><tab>s3cret")
    #expect(!desk.text.contains("s3cret") && desk.text.contains("••••••"))
    desk.press("<c-s>")
    let app = AppDefinition(
      name: "netskope", vendor: vendor,
      connection: ConnectionSettings(baseURL: "https://t.example.com/scim"))
    #expect(desk.effects == [.saveApp(from: nil, to: app, secret: Secret("s3cret"))])
    #expect(!"\(desk.effects)".contains("s3cret"))
    var dumped = ""
    dump(desk.effects, to: &dumped)
    #expect(!dumped.contains("s3cret"))
    #expect(desk.console.frame.log.allSatisfy { !($0.commandLine ?? "").contains("s3cret") })
    desk.press("y")
    #expect(!desk.text.contains("s3cret"))
  }

  @Test func thePolicyIsTickedAndChosen() {
    var desk = Desk()
    desk.press("2<space><down><space><down><down><down><down><right>")
    desk.press("<c-s>")
    let before = Desk.overview().app.definition
    var after = before
    after.provisioning.enabled = false
    after.provisioning.approve.remove(.create)
    after.provisioning.whenDeleted = .nothing
    #expect(desk.effects == [.saveApp(from: before, to: after, secret: nil)])
  }

  @Test func whatThePolicysFormDoesNotShowStays() {
    let app = Desk.overview {
      $0.provisioning.approvals = ApprovalRights(by: ["ann"], notByRequester: true)
      $0.provisioning.limits.window = 3_600
    }
    var desk = Desk(apps: [app])
    desk.press("2<space><c-s>")
    var after = app.app.definition
    after.provisioning.enabled = false
    #expect(desk.effects == [.saveApp(from: app.app.definition, to: after, secret: nil)])
  }

  @Test func aTasksStoryNamesWhoCausedIt() {
    var task = Desk.task(1)
    let before = TaskStory(task: task).lines(at: 1_000).map(\.text)
    #expect(!before.contains { $0.contains(" by ") })
    task.requestedBy = ["kim", "lou"]
    let lines = TaskStory(task: task).lines(at: 1_000).map(\.text)
    #expect(lines.contains { $0.contains("ago by kim, lou") })
  }

  @Test func aParameterIsPreviewedCompletedAndSaved() {
    var desk = Desk()
    desk.press("3")
    desk.send(.sampleLoaded(Desk.user(1, "ann")))
    desk.press("j<enter><c-u>{{ dep<tab> }}")
    #expect(desk.text.contains("→ Sales"))
    desk.press("<c-s>")
    let before = Desk.overview().app.definition
    var after = before
    after.parameters = [Parameter(path: "externalId", value: "{{ department }}")]
    #expect(desk.effects == [.saveApp(from: before, to: after, secret: nil)])
  }

  @Test func aParametersDraftOutlivesItsEditor() {
    var desk = Desk()
    desk.press("3<enter><c-u>x<esc><esc>")
    #expect(desk.console.parameters.editor == nil && desk.console.draftTitles == ["Parameters"])
    #expect(desk.text.contains("*userName"))
    desk.press("5q")
    #expect(desk.effects.isEmpty && desk.text.contains("UNSAVED"))
    desk.press("n3u")
    #expect(desk.console.screens.drafts.isEmpty)
  }

  @Test func aValueThatCannotBeReadIsNotSaved() {
    var desk = Desk()
    desk.press("3<enter><c-u>{{ x<esc><esc><c-s>")
    #expect(desk.effects.isEmpty && desk.message.contains("not saved"))
    #expect(desk.console.draftTitles == ["Parameters"])
  }

  @Test func anAttributeIsLeftAloneAndGoesBackToTheTemplate() {
    let own = Desk.overview { $0.parameters = [Parameter(path: "userName", value: "x")] }
    var desk = Desk(apps: [own])
    desk.press("3D<c-s>")
    var after = own.app.definition
    after.parameters = []
    #expect(desk.effects == [.saveApp(from: own.app.definition, to: after, secret: nil)])
    desk = Desk()
    desk.press("3<enter><tab><space><c-s>")
    guard case .saveApp(_, let saved, _)? = desk.effects.first else {
      Issue.record("nothing was saved")
      return
    }
    #expect(saved.parameters == [Parameter(path: "userName", value: nil)])
  }

  @Test func aUserIsMadeByALineOrByAForm() {
    var desk = Desk()
    desk.press("6nzoe email=z@example.com title=\"Field lead\" roles=A;B<enter>")
    #expect(
      desk.effects == [
        .saveUser("zoe", ["email": "z@example.com", "title": "Field lead", "roles": "A;B"])
      ])
    desk = Desk()
    desk.press("6nzoe<enter>z@example.com<c-s>")
    #expect(desk.effects == [.saveUser("zoe", ["email": "z@example.com"])])
    desk.end(desk.effects)
    #expect(desk.console.directory.editor == nil)
  }

  @Test func aPromptsTextIsNotLost() {
    var desk = Desk()
    desk.press("6nzoe email=z<esc>n")
    #expect(desk.text.contains("zoe email=z"))
    desk.press("<c-u>x y<enter>n")
    #expect(desk.text.contains("x y"), "what could not be read can be corrected")
  }

  @Test func rolesAreTicked() {
    var desk = Desk()
    desk.press("6")
    desk.give([Desk.user(1, "ann", roles: ["A"])])
    desk.send(.rolesLoaded([RoleRecord(name: "A", members: 1), RoleRecord(name: "B", members: 0)]))
    desk.press("r<space><down><space>NS-VPN<space><c-s>")
    #expect(
      desk.effects == [.setRoles(user: "ann", adding: ["B", "NS-VPN"], removing: ["A"])])
  }

  @Test(arguments: [("s", true), ("d", false)])
  func quittingWithDraftsAsks(_ key: String, _ saves: Bool) {
    var desk = Desk()
    desk.press("1<enter>/x<esc>4J5q\(key)")
    guard saves else {
      #expect(desk.effects == [.quit])
      return
    }
    #expect(desk.effects.count == 1, "one after the other, since each begins with what is saved")
    desk.end(desk.effects)
    #expect(desk.effects.count == 2)
    desk.end([desk.effects[1]])
    #expect(desk.effects.last == .quit)
  }

  @Test func pastedTextRunsNothing() {
    var desk = Desk()
    desk.send(.terminal(.paste("aaiiq")))
    #expect(desk.effects.isEmpty && desk.console.tasks.words.isEmpty)
    desk.press("/")
    desk.send(.terminal(.paste("sa\nles")))
    #expect(desk.console.tasks.filter.search == "sa les")
    desk = Desk()
    desk.press("jja")
    desk.send(.terminal(.paste("y")))
    #expect(desk.effects.isEmpty && desk.console.overlays.count == 1)
  }
}
