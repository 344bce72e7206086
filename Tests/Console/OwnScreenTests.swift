import Engine
import Provisioning
import Screen
import Testing

@testable import Console

/// A screen is one type and one line in the list of screens: nothing else knows it.
@Suite struct OwnScreenTests {
  /// Notes about the app, which no other part of the console has heard of.
  private struct NotesScreen: Screen {
    static let title = "Notes"
    static let shortTitle = "N"
    static let bindings: [Binding<NotesScreen>] = [
      Binding(
        "notes.add", "Add a note", [.character("z")], "Types a note.", danger: .changes
      ) { _, frame in
        frame.prompt(
          "Note",
          then: .screen { (screen: inout NotesScreen, _: inout Frame, text) in
            screen.notes.append(text)
          })
      },
      Binding(
        "notes.read", "Read roles", [.character("x")], "Reads the roles.",
        disabled: { screen, _ in screen.notes.isEmpty ? "there is no note" : nil }
      ) { _, frame in frame.begin(.createRole("noted")) },
      .save,
    ]

    var notes: [String] = []
    var roles = 0

    var isDirty: Bool { !notes.isEmpty }

    mutating func save(_ frame: inout Frame) {
      notes = []
      frame.say("kept")
    }

    mutating func reload(_ frame: inout Frame) { frame.request(.loadRoles) }

    mutating func take(_ answer: ConsoleEvent, _ frame: inout Frame) {
      if case .rolesLoaded(let roles) = answer { self.roles = roles.count }
    }

    func badge(_ frame: Frame) -> TabBadge { TabBadge(waiting: roles) }

    func draw(into surface: inout Surface, _ area: Area, _ frame: Frame) {
      surface.draw(notes.map { Line("note: \($0)") }, area)
    }
  }

  private func desk(_ settings: ConsoleSettings = ConsoleSettings()) -> Desk {
    Desk(
      size: Size(columns: 120, rows: 24), settings: settings,
      screens: Console.standardScreens + [NotesScreen()])
  }

  @Test func itHasATabAndIsDrawn() {
    var desk = desk()
    desk.press("8zhello<enter>")
    #expect(desk.console.frontTitle == "Notes")
    #expect(desk.text.contains("note: hello") && desk.text.contains("8 Notes*"))
    desk.press("<f8><tab>")
    #expect(desk.console.frontTitle == "Home", "the tabs go round")
  }

  @Test func itsBindingsAreHintsPaletteAndKeys() {
    var desk = desk()
    desk.press("8")
    #expect(desk.text.contains("z Add a note"))
    desk.press("x")
    #expect(desk.message == "Read roles: there is no note" && desk.effects.isEmpty)
    desk.press("zhello<enter>?read roles<enter>")
    #expect(desk.effects == [.createRole("noted")])
    #expect(NotesScreen.sections.map(\.title) == ["Notes"])
    #expect(NotesScreen.sections[0].actions.map(\.id) == ["notes.add", "notes.read", "save"])
  }

  @Test func itTakesAnswersAndAsksForWhatItShows() {
    var desk = desk()
    desk.press("8")
    #expect(desk.all.contains(.loadRoles))
    desk.send(.rolesLoaded([RoleRecord(name: "A", members: 1), RoleRecord(name: "B", members: 2)]))
    #expect(desk.text.contains("8 Notes 2"))
  }

  @Test func itsDraftIsAskedAboutAndSavedBeforeTheEnd() {
    var desk = desk()
    desk.press("8zhello<enter>5q")
    #expect(desk.effects.isEmpty && desk.text.contains("On 8 Notes there are changes"))
    desk.press("s")
    #expect(desk.effects == [.quit] && !desk.console.screen(NotesScreen.self).isDirty)
  }

  @Test func readOnlyHoldsThereToo() {
    var settings = ConsoleSettings()
    settings.isReadOnly = true
    var desk = desk(settings)
    desk.press("8z")
    #expect(desk.message.contains("read-only") && desk.console.overlays.isEmpty)
  }
}
