import Text
import Engine
import Provisioning
import SCIM
import Testing

/// A saved plan is applied to the letter, less what moved since, which is named.
@Suite(.serialized) struct SavedPlanTests {
  private func standing() async throws -> Fixture {
    let fixture = try Fixture()
    try fixture.bring(["ann", "bob", "cem"].map { Fixture.person($0, department: "Eng") })
    try await fixture.run()
    try fixture.apply { app in
      app.parameters = [Parameter(path: "title", value: "{{ grade ?? 'new' }}")]
      app.rules = [.join("Eng", department: "Eng")]
    }
    return fixture
  }

  /// The plan as it is after it was written to a file and read.
  private func saved(_ fixture: Fixture) throws -> SavedPlan {
    let plan = try fixture.engine.planning.plan("app")
    let text = SavedPlan.json(plan).text
    return try SavedPlan(json: JSONValue(parsing: text))
  }

  @Test func exactlyThatPlanIsFiled() async throws {
    let fixture = try await standing()
    let plan = try saved(fixture)
    #expect(try fixture.open().isEmpty)
    let result = try fixture.engine.planning.reapply("app", saved: plan)
    #expect(result.summary.moved.isEmpty)
    #expect(
      try fixture.open() == [
        "update ann approved", "update bob approved", "update cem approved",
        "create-group Eng approved", "add-members Eng approved",
      ])
    try await fixture.run()
    #expect(await fixture.groups() == ["Eng: ann, bob, cem"])
    #expect(try await fixture.account("cem")["title"] == "new")
  }

  @Test func whatMovedIsNamedAndNotFiled() async throws {
    let fixture = try await standing()
    let plan = try saved(fixture)
    try fixture.apply { $0.provisioning.enabled = false }
    try fixture.set("ann", "grade", "9")
    try fixture.set("bob", "department", "Sales")
    try fixture.hire("dan", department: "Eng")
    try fixture.apply { $0.provisioning.enabled = true }
    let result = try fixture.engine.planning.reapply("app", saved: plan)
    #expect(
      result.summary.moved == [
        "update ann is not as it was planned", "create dan is not as it was planned",
        "add-members ann Eng is not needed any more", "add-members bob Eng is not needed any more",
        "update ann is not needed any more",
      ])
    #expect(
      try fixture.open() == [
        "update bob approved", "update cem approved", "create-group Eng approved",
        "add-members Eng approved",
      ])
    #expect(try fixture.task(.addMembers).members.map(\.name) == ["cem"])
  }

  @Test func aPlanThatHoldsNothingFilesNothing() async throws {
    let fixture = try await standing()
    let empty = try SavedPlan(
      json: ["usher": "plan", "version": 1, "app": "app", "changes": []])
    let result = try fixture.engine.planning.reapply("app", saved: empty)
    #expect(try fixture.open().isEmpty)
    #expect(result.summary.moved.count == 3 && result.summary.total == 0)
  }

  @Test(arguments: [
    "{}", "[]", #"{"usher":"plan","version":1,"changes":[]}"#,
    #"{"usher":"plan","version":2,"app":"app","changes":[]}"#,
  ])
  func whatIsNoPlanIsRefused(_ text: String) throws {
    let json = try JSONValue(parsing: text)
    #expect(throws: EngineError.self) { try SavedPlan(json: json) }
  }
}
