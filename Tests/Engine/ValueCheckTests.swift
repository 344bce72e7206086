import Text
import Provisioning
import SCIM
import Testing

@testable import Engine

/// Values are checked over the directory when a parameter or rule is saved.
@Suite(.serialized) struct ValueCheckTests {
  private func parameter(_ path: String, _ value: String, in fixture: Fixture) throws
    -> ApplyResult
  {
    try fixture.apply { $0.parameters.append(Parameter(path: path, value: value)) }
  }

  @Test func aNameThatNobodyHasIsWarnedOf() throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    let result = try parameter("title", "{{ firstnam }}", in: fixture)
    #expect(
      result.warnings == [
        "app: title: nobody in the directory has `firstnam`; did you mean firstname?"
      ])
    #expect(result.differences.count == 1, "it is saved all the same")
    #expect(try fixture.apply { $0.provisioning.whenSuspended = .nothing }.warnings.isEmpty)
  }

  @Test func anAttributeByWhichNobodyIsFoundIsWarnedOf() throws {
    let fixture = try Fixture()
    let warnings = try fixture.apply { $0.connection.match = ["userName", "emials"] }.warnings
    #expect(
      warnings == ["app: match: the schema of RFC 7643 has no `emials`; did you mean emails?"])
    #expect(try fixture.apply { $0.connection.match = ["userName", "emails"] }.warnings.isEmpty)
  }

  @Test func whatTheSchemaOfTheAppLacksIsRefused() async throws {
    let fixture = try Fixture()
    #expect(try parameter("ro", "x", in: fixture).warnings.count == 1, "no schema was read")
    _ = try await fixture.engine.connections.test("app")
    var app = try fixture.app
    app.schemas = .array([Schema.user.json])
    _ = try fixture.store.write { try $0.apps.save(app) }
    let error = #expect(throws: EngineError.self) { try parameter("rx", "y", in: fixture) }
    #expect(error?.sentence.hasPrefix("app: rx: the app's schema has no `rx`") == true)
    #expect(try fixture.app.definition.parameters.count == 1, "nothing was saved")
  }

  @Test func aConstantOfTheWrongTypeIsRefused() throws {
    let fixture = try Fixture()
    let error = #expect(throws: EngineError.self) {
      try parameter("active", "yes please", in: fixture)
    }
    #expect(error?.sentence == "app: active: active is 'yes please', which is not true or false")
    #expect(throws: EngineError.self) {
      try fixture.apply {
        $0.rules = [
          Rule(name: "r", when: .all([]), then: [.set(path: "active", value: "perhaps")])
        ]
      }
    }
  }

  @Test func whoHasAValueOfTheWrongTypeIsCounted() throws {
    let fixture = try Fixture()
    try fixture.hire("ann", "bob", "cem", "dan", title: "maybe")
    let warnings = try parameter("active", "{{ title }}", in: fixture).warnings
    #expect(warnings.count == 1)
    #expect(warnings.first?.contains("not for 4 users: ann, bob, cem, …") == true)
  }

  @Test func aNameIsNewWhereNobodyHasIt() throws {
    let fixture = try Fixture()
    try fixture.hire("ann")
    try fixture.set("ann", "shoe_size", "42")
    let rows: [(String, Bool, String?)] = [
      ("department", false, nil), ("Shoe Size", false, nil), ("departmnt", true, "department"),
      ("shoesise", true, "shoe_size"), ("floor", true, nil),
    ]
    for (name, isNew, near) in rows {
      let advice = try fixture.engine.valueAdvice.attribute(name)
      #expect(advice.isNew == isNew && advice.near == near, "\(name)")
    }
  }
}
