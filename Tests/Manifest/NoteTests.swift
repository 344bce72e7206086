import Manifest
import Provisioning
import Testing

/// What stands as comments in a file that was taken over, and what they keep from being applied.
@Suite struct NoteTests {
  private static let app = AppDefinition(
    name: "portal", connection: ConnectionSettings(baseURL: "https://app.example/scim"),
    parameters: [Parameter(path: "title", value: "{{ title }}")],
    rules: [
      Rule(name: "R", when: .all([]), then: [.addToGroup(name: "G", create: false)])
    ])
  private static let places: [(AppNote.Place, String)] = [
    (.app, "app"), (.connection, "connection"), (.provisioning, "provisioning"),
    (.parameters, "parameters"), (.parameter("title"), "parameter title"), (.rules, "rules"),
    (.rule("R"), "rule R"), (.end, "the end"),
  ]

  private static func text(_ isOpen: Bool) -> String {
    let notes = places.map { AppNote($0.0, "at \($0.1)\u{1B}[31m", isOpen: isOpen) }
    return Manifest.write(ManifestFile(apps: [app]), notes: notes)
  }

  @Test func aNoteStandsWhereItBelongs() throws {
    let text = Self.text(true)
    let lines = text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
    func line(after place: String) -> String? {
      lines.firstIndex { $0.hasPrefix("# TAKE-OVER: at \(place)") }.flatMap { index in
        lines[(index + 1)...].first { !$0.hasPrefix("#") }
      }
    }
    #expect(line(after: "app") == "connection:")
    #expect(line(after: "connection") == "connection:")
    #expect(line(after: "provisioning") == "provisioning:")
    #expect(line(after: "parameters") == "parameters:")
    #expect(line(after: "parameter title") == "title: \"{{ title }}\"")
    #expect(line(after: "rules") == "rules:")
    #expect(line(after: "rule R") == "- name: R")
    #expect(lines.last?.hasPrefix("# TAKE-OVER: at the end") == true)
    #expect(!text.contains("\u{1B}"), "nothing raw")
    #expect(try Manifest.read(text: text, file: "f").apps == [Self.app])
  }

  @Test func nothingIsEnabledWhileANoteIsOpen() throws {
    let enabled = Self.text(true).replacing("enabled: false", with: "enabled: true")
    do {
      _ = try Manifest.read(text: enabled, file: "f")
      Issue.record("it is to be refused")
    } catch {
      #expect(error.problems.count == 1)
      #expect(error.problems.first?.reason.contains("still to be decided") == true)
      let line = try #require(error.problems.first?.line)
      let text = enabled.split(separator: "\n", omittingEmptySubsequences: false)[line - 1]
      #expect(text.contains("# TAKE-OVER:"))
    }
    let decided = Self.text(false).replacing("enabled: false", with: "enabled: true")
    #expect(try Manifest.read(text: decided, file: "f").apps[0].provisioning.enabled)
    let other =
      enabled.replacing("enabled: true", with: "enabled: false") + """
          - name: other
            connection: { base_url: "https://other.example/scim" }
            provisioning: { enabled: true }

        """
    #expect(try Manifest.read(text: other, file: "f").apps.count == 2, "another app's notes")
  }
}
