import Text
import Engine
import Provisioning
import SCIM
import Sandbox
import Testing

/// E-mail addresses that an app shows as bare texts are changed as such.
@Suite(.serialized) struct BareTextTests {
  private static var bare: SandboxProfile {
    var profile = SandboxProfile.rfc
    profile.quirks.showsBareTexts = true
    return profile
  }

  private func texts(_ fixture: Fixture, _ attribute: String = "emails") async -> [String] {
    await fixture.sandbox.users.flatMap { user in
      (user[attribute]?.array ?? []).compactMap { $0["value"]?.scalarText }
    }
  }

  @Test func aChangedAddressTakesThePlaceOfTheOldOne() async throws {
    let fixture = try Fixture(Self.bare)
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.set("ann", "email", "new@x.example")
    try await fixture.run()
    #expect(await texts(fixture) == ["new@x.example"])
    let task = try fixture.task(.update)
    #expect(task.status == .provisioned && task.note == nil)
    let app = try fixture.app.id
    #expect(try fixture.store.read { try $0.findings.all(app) }.isEmpty)
    _ = try fixture.engine.planning.reapply("app")
    #expect(try fixture.open().isEmpty)
    fixture.clock.advance(60)
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
  }

  @Test func anotherOneThatTheAppHoldsStays() async throws {
    let fixture = try Fixture(Self.bare)
    try fixture.hire("ann")
    try await fixture.run()
    let other = PatchOperation(.add, "emails", [["type": "home", "value": "home@x.example"]])
    try await fixture.behind("PATCH", "/Users/\(try await fixture.id("ann"))", Patch.body([other]))
    fixture.clock.advance(60)
    #expect(try await fixture.engine.verification.verify("app").differences.isEmpty)
    try fixture.set("ann", "email", "new@x.example")
    try await fixture.run()
    #expect(await texts(fixture) == ["new@x.example", "home@x.example"])
  }

  @Test func whatCameToTheListSinceItWasPlannedIsNotWrittenOver() async throws {
    let fixture = try Fixture(Self.bare, approve: [.update])
    try fixture.hire("ann")
    try await fixture.run()
    try fixture.set("ann", "email", "new@x.example")
    try fixture.approveAll()
    let other = PatchOperation(.add, "emails", [["type": "home", "value": "home@x.example"]])
    try await fixture.behind("PATCH", "/Users/\(try await fixture.id("ann"))", Patch.body([other]))
    try await fixture.run()
    #expect(try fixture.open() == ["update ann pending"], "other bytes need another approval")
    try fixture.approveAll()
    try await fixture.run()
    #expect(await texts(fixture) == ["new@x.example", "home@x.example"])
  }

  @Test func phoneNumbersAreChangedLikewise() async throws {
    let fixture = try Fixture(Self.bare) {
      $0.parameters = [
        Parameter(path: #"phoneNumbers[type eq "work"].value"#, value: "{{ phone }}")
      ]
    }
    try fixture.bring([Fixture.person("ann")])
    try fixture.set("ann", "phone", "1")
    try await fixture.run()
    try fixture.set("ann", "phone", "2")
    try await fixture.run()
    #expect(await texts(fixture, "phoneNumbers") == ["2"])
    try fixture.set("ann", "phone", nil)
    try await fixture.run()
    #expect(await texts(fixture, "phoneNumbers").isEmpty)
    #expect(try fixture.list(.failed).isEmpty)
  }

  @Test func whereTheOldAddressStaysItIsSaid() async throws {
    let fixture = try Fixture(Self.bare)
    try fixture.hire("ann")
    try await fixture.run()
    fixture.network.decide { request in
      guard request.isA("PATCH", "/Users") else { return .pass }
      let add = PatchOperation(.add, "emails", [["value": "new@x.example"]])
      try await fixture.behind("PATCH", request.path, Patch.body([add]))
      return .answer(204)
    }
    try fixture.set("ann", "email", "new@x.example")
    try await fixture.run()
    #expect(try fixture.task(.update).status == .failed)
  }
}
