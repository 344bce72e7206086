import Manifest
import Provisioning
import Testing

/// The keys of the file that belong to the directory.
@Suite struct DirectorySettingsTests {
  private func read(_ text: String) throws -> DirectorySettings.Change {
    try Manifest.read(text: "apps: []\n" + text, file: "f").directory
  }

  @Test func readsThem() throws {
    let change = try read(
      """
      columns:
        Surname: lastname
        "Notes":
        Phone 2: ""
      identity: [employee_id, badge]
      time_zone: Europe/Berlin
      """)
    #expect(change.columns == ["Surname": "lastname", "Notes": "", "Phone 2": ""])
    #expect(change.identity == ["employee_id", "badge"])
    #expect(change.timeZone == "Europe/Berlin")
  }

  @Test func aKeyThatIsNotThereChangesNothing() throws {
    #expect(try read("") == DirectorySettings.Change())
    let stored = DirectorySettings(columns: ["a": "b"], identity: ["badge"], timeZone: "UTC")
    #expect(stored.changed(by: try read("")) == stored)
    #expect(stored.changed(by: try read("time_zone: null")).timeZone == nil)
    #expect(stored.changed(by: try read("columns: {}")).columns == [:])
    #expect(stored.changed(by: try read("identity: []")).identity == [])
  }

  @Test(arguments: [
    ("colums: {}", "f:2:1: `colums` is not a key of the file; did you mean `columns`?"),
    ("columns: [a]", "f:2:10: `columns` must have keys and values, not a list"),
    ("columns: { a: [b] }", "f:2:15: the attribute of column `a` must be text, not a list"),
    ("columns:\n  E-mail: email\n  email: x", "f:4:3: `email` repeats the column of line 3"),
    ("identity: external_id", "f:2:11: `identity` must be a list"),
    ("identity: [username]", "f:2:12: `username` cannot be a person's stable key"),
    ("identity: [a, A]", "f:2:15: `A` appears twice in `identity`"),
    ("time_zone: Berlin", "f:2:12: `Berlin` is not a time zone; write its IANA name"),
    ("time_zone: [UTC]", "f:2:12: `time_zone` must be text, not a list"),
  ])
  func faultsAreNamedAtTheirPlace(_ row: (text: String, problem: String)) {
    let error = #expect(throws: ManifestProblems.self) { try read(row.text) }
    #expect(error?.lines.first?.hasPrefix(row.problem) == true, "\(error?.lines ?? [])")
  }

  @Test func whatIsWrittenReadsBack() throws {
    let settings = DirectorySettings(
      columns: ["Sur: name": "lastname", "Notes": "", "true": "null"], identity: [], timeZone: nil)
    let file = ManifestFile(apps: [exampleApp], directory: .init(to: settings))
    let text = Manifest.write(file)
    #expect(try Manifest.read(text: text, file: "f") == file, "\(text)")
  }
}
