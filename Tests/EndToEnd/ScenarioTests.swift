import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The main job from end to end, against servers that nobody here wrote.
  @Suite(.enabled(if: Rig.isHere, Rig.missing)) struct ScenarioTests {
    @Test(arguments: [Rig.scim2Server, .django])
    func fiveHundredPeopleComeChangeAndLeave(_ rig: Rig) async throws {
      let (process, server) = try await rig.start()
      do {
        var scenario = try Scenario(rig: rig, server: server)
        try await scenario.nothingIsSentBeforeApproval()
        try await scenario.everyoneArrives()
        try await scenario.peopleChangeLeaveAndMove()
        try await scenario.whatWasChangedBehindTheBackIsPutRight()
        try await scenario.theTokenIsNowhere()
      } catch {
        await process.stop()
        throw error
      }
      await process.stop()
    }
  }
}

/// The steps, each on what the last one left.
private struct Scenario {
  let rig: Rig
  let server: Server
  let usher: Usher
  var people: People
  var leavers: Set<String> = []

  /// Three rules, approvals on for create and delete.
  init(rig: Rig, server: Server) throws {
    self.rig = rig
    self.server = server
    usher = try Usher()
    people = try People(csv: Rig.folder + "/../data/people-2000.csv", first: 500)
    try usher.folder.write(
      "usher.yaml",
      """
      apps:
        - name: rig
          template: scim
          connection:
            base_url: \(server.url)
            token: { env: APP_TOKEN }
            enabled: true
            concurrency: 8
            rate_limit: 0
          provisioning:
            enabled: true
            approve: [create, delete]
            when_deleted: delete
            when_suspended: suspend
          roles: [Employees, Contractors]
          parameters:
            userName: "{{ username }}"
            externalId: "{{ external_id }}"
            name.givenName: "{{ firstname }}"
            name.familyName: "{{ lastname }}"
            emails[type eq "work"].value: "{{ email }}"
            title: "{{ title }}"
            active: "{{ status == 'active' }}"
          rules:
            - name: Engineers
              when: { all: [ { attribute: department, is: engineering }, { role: Employees } ] }
              then: [ { add_to_group: { name: Engineers, create: true } } ]
            - name: Networks
              when: { any: [ { attribute: roles, matches: "^NS-" } ] }
              then:
                - add_to_groups_named_by: { attribute: roles, matching: "^NS-(.+)$", name: "$1", create: true }
            - name: Outside
              when: { any: [ { attribute: type, is: contractor }, { attribute: email, matches: "@partner\\\\." } ] }
              then:
                - add_to_group: { name: "Outside & on site", create: true }
                - set: { title: "{{ title }} (ext)" }
      """)
  }

  /// The rules once more, in the test's own words.
  private var expectation: Expectation {
    var expected = Expectation(leavers: leavers)
    for person in people.rows where person["status"] == "active" {
      let name = person["username"] ?? ""
      let roles = (person["roles"] ?? "").split(separator: ";").map(String.init)
      var title = person["title"] ?? ""
      if person["department"] == "Engineering", roles.contains("Employees") {
        expected.groups["Engineers", default: []].insert(name)
      }
      for role in roles where role.hasPrefix("NS-") {
        expected.groups[String(role.dropFirst(3)), default: []].insert(name)
      }
      if person["type"] == "contractor" || person["email"]?.contains("@partner.") == true {
        expected.groups["Outside & on site", default: []].insert(name)
        title += " (ext)"
      }
      expected.users[name] = [
        "active": true, "externalId": .string(person["external_id"] ?? ""),
        "name.givenName": .string(person["firstname"] ?? ""),
        "name.familyName": .string(person["lastname"] ?? ""),
        "email": .string(person["email"] ?? ""), "title": .string(title),
      ]
    }
    return expected
  }

  private func importPeople() async throws {
    let file = try usher.folder.write("people.csv", people.csv)
    try await usher.succeed("directory", "import", file, "--replace", "--yes", timeout: 300)
  }

  private func tasks(_ options: String...) async throws -> [JSONValue] {
    let ending = try await usher.command(["tasks", "list", "--json"] + options).run(timeout: 120)
    try #require(ending.status == 0, Comment(rawValue: ending.report))
    return try #require(try ending.json().array)
  }

  private func run() async throws {
    try await usher.succeed("run", "--until-idle", timeout: 1200)
    let failed = try await tasks("--status", "failed")
    #expect(failed.isEmpty, "\(failed.prefix(5).map(\.text))")
  }

  private func approveAll() async throws {
    try await usher.succeed("tasks", "approve", "--all", "--status", "pending", "--yes")
  }

  private func nothingDiffers() async throws {
    #expect(try await rig.differences(server, from: expectation) == "")
    let plan = try await usher.succeed("plan", "rig", "--detailed-exit-code", "--json")
    #expect(try plan.json() == .array([]))
    try await usher.succeed("verify", "rig", timeout: 300)
  }

  mutating func nothingIsSentBeforeApproval() async throws {
    try await usher.succeed("apply", "-f", usher.folder.path + "/usher.yaml", "--yes")
    try await importPeople()
    #expect(try await rig.differences(server, from: Expectation()) == "")
    let pending = try await tasks("--status", "pending")
    let creates = pending.filter { $0["action"] == "create" }
    #expect(creates.count == expectation.users.count)
    try await run()
    #expect(try await server.all("Users").isEmpty, "nobody was approved yet")
  }

  mutating func everyoneArrives() async throws {
    try await approveAll()
    try await run()
    try await nothingDiffers()
  }

  mutating func peopleChangeLeaveAndMove() async throws {
    let present = people.rows.indices.filter { people.rows[$0]["status"] == "active" }
    for index in present.prefix(10) {
      people.rows[index]["lastname", default: ""] += "-Neu"
      people.rows[index]["title"] = "Head of “things”, \(index)"
    }
    let engineers = present.filter {
      people.rows[$0]["department"] == "Engineering"
        && people.rows[$0]["roles"]?.hasPrefix("Employees") == true
    }
    for index in engineers.suffix(3) { people.rows[index]["department"] = "Sales" }
    let sellers = present.dropFirst(20).filter {
      people.rows[$0]["department"] == "Sales" && people.rows[$0]["roles"] == "Employees"
    }
    for index in sellers.prefix(2) {
      people.rows[index]["department"] = "Engineering"
      people.rows[index]["roles"] = "Employees;NS-VPN"
    }
    let leaving = [10, 11, 12, 13, 14].map { present[$0] }
    leavers = Set(leaving.compactMap { people.rows[$0]["username"] })
    people.rows = people.rows.filter { !leavers.contains($0["username"] ?? "") }

    try await importPeople()
    let pending = try await tasks("--status", "pending")
    #expect(pending.count == 5)
    #expect(pending.allSatisfy { $0["action"] == "delete" })
    #expect(Set(pending.compactMap { $0["name"]?.string }) == leavers)
    try await run()
    let names = Set(try await server.all("Users").compactMap { $0["userName"]?.string })
    #expect(leavers.isSubset(of: names), "nobody is deleted before it was approved")
    try await approveAll()
    try await run()
    try await nothingDiffers()
  }

  mutating func whatWasChangedBehindTheBackIsPutRight() async throws {
    let engineers = expectation.groups["Engineers"]?.sorted() ?? []
    let others = Set(expectation.users.keys).subtracting(engineers).sorted()
    let (renamed, removed, deleted) = (engineers[0], engineers[1], engineers[2])
    let added = others[0]
    try await server.patch(
      "/Users/" + #require(try await server.user(renamed)).id, "replace", at: "name.familyName",
      "Mallory")
    let group = try #require(try await server.group("Engineers")).id
    let outsider = try #require(try await server.user(removed)).id
    try await server.patch(
      "/Groups/" + group, "remove", at: "members[value eq \"\(outsider)\"]", nil)
    let insider = try #require(try await server.user(added)).id
    try await server.patch(
      "/Groups/" + group, "add", at: "members", [["value": .string(insider)]])
    let gone = try #require(try await server.user(deleted)).id
    #expect(try await server.send("DELETE", "/Users/" + gone).status == 204)
    #expect(try await rig.differences(server, from: expectation) != "")

    let verify = try await usher.expect(1, "verify", "rig", timeout: 300)
    for name in [renamed, removed, deleted, added, "Engineers"] {
      #expect(verify.output.contains(name), Comment(rawValue: verify.report))
    }
    try await usher.succeed("reapply", "rig", "--yes", timeout: 300)
    try await approveAll()
    try await run()
    try await nothingDiffers()
  }

  func theTokenIsNowhere() async throws {
    #expect(try filesHolding(Usher.token, below: usher.home) == [])
  }
}

/// The files below a folder that hold a text.
func filesHolding(_ text: String, below folder: String) throws -> [String] {
  let names = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
  #expect(!names.isEmpty, "there is nothing in \(folder)")
  return names.filter { name in
    let data = FileManager.default.contents(atPath: folder + "/" + name) ?? Data()
    return data.range(of: Data(text.utf8)) != nil
  }
}
