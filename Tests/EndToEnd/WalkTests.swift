import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// What an admin does on the first day, by keys alone, from an empty home; what comes of it is
  /// looked up in the server. No step takes more than nine tenths of the keys that it took once.
  @Suite struct WalkTests {
    @Test(arguments: WalkTarget.here)
    func theFirstDayIsWalkedByKeysAlone(_ target: WalkTarget) async throws {
      let usher = try Usher()
      let (process, server) = try await target.start(usher)
      let terminal = Screenshots(usher)
      do {
        let recorder = try await Recorder(before: server)
        do {
          try await terminal.open()
          try await Walk(terminal: terminal, server: server, recorder: recorder).all()
        } catch {
          await recorder.stop()
          throw error
        }
        await recorder.stop()
      } catch {
        await terminal.close()
        await process.stop()
        throw error
      }
      await terminal.close()
      await process.stop()
    }
  }
}

/// The steps of that day.
private struct Walk {
  let terminal: Screenshots
  let server: Server
  let recorder: Recorder

  func all() async throws {
    try await server.send(
      "POST", "/Groups",
      [
        "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "Veterans",
      ])
    try await connection()
    try await provisioning()
    try await step(.user) {
      try await user("nora", "lastname=Lind department=Sales title=Clerk")
    }
    try await parameters()
    try await rules()
    try await orderOfRules()
    try await role()
    try await approval()
    try await failure()
    try await update()
    try await testRun()
    try await ignoring()
    try await deletion()
    try await terminal.keys("q")
    try await terminal.see("ready$")
  }

  // MARK: - Setting up

  private func connection() async throws {
    try await terminal.type(Usher.executable)
    try await terminal.see("No app is set up yet.")
    try await step(.connection) {
      try await terminal.keys("Enter")
      try await terminal.write("portal")
      try await terminal.keys("Tab", "Tab")
      try await terminal.write(recorder.url)
      try await terminal.keys("Tab", "Tab")
      try await terminal.see("the keyboard, kept in a file of yours")
      try await terminal.write(Usher.token)
      let shown = try await terminal.see("•••••")
      #expect(!shown.contains(Usher.token.prefix(8)))
      try await terminal.keys("C-s")
      try await terminal.see("Token from       < a file >")
      try await terminal.see("API status   DISABLED")
      try await terminal.keys("E")
      try await terminal.see("API status   ENABLED")
    }
    try await terminal.keys("t")
    try await terminal.see("passed  filter")
    #expect(try recorder.writes.isEmpty)
  }

  private func provisioning() async throws {
    try await step(.policy) {
      try await terminal.keys("2")
      try await terminal.see("[ ] Provisioning is enabled")
      try await terminal.keys("Space", "PageDown", "PageDown", "Left", "Up", "Space")
      let shown = try await terminal.see("< Delete >")
      for line in [
        "[x] Provisioning is enabled", "[x] create user", "[x] update user", "[x] delete user",
        "[ ] group changes",
      ] {
        #expect(shown.contains(line))
      }
      try await terminal.keys("C-s")
      try await terminal.see("portal is saved")
    }
    try await step(.refresh) {
      try await terminal.keys("f")
      try await terminal.see("Entitlements: 1 group")
    }
  }

  /// Makes a user by hand.
  private func user(_ name: String, _ values: String) async throws {
    try await terminal.keys("6", "n")
    try await terminal.see("New user")
    try await terminal.write("\(name) email=\(name)@example.com firstname=Ann \(values)")
    try await terminal.keys("Enter")
    try await terminal.see("\(name) is saved")
  }

  private func parameters() async throws {
    try await terminal.keys("3", "s")
    try await terminal.write("nora")
    try await terminal.see("nora@example.com")
    try await terminal.keys("Enter")
    try await terminal.see("FOR nora")
    try await terminal.keys("5")
    try await step(.parameter, choosing: "g", "j", "j", "j", "j") {
      try await terminal.keys("3")
      try await terminal.keys("g", "j", "j", "j", "j", "c")
      try await terminal.see("Tab completes a name")
      try await terminal.write("{{ lastname }}, {{ firstname }}")
      try await terminal.see("Lind, Ann")
      try await terminal.keys("C-s")
      try await terminal.see("portal is saved")
    }
  }

  /// Two rules that set the title: the one that comes last wins.
  private func rules() async throws {
    try await terminal.keys("4")
    try await step(.rule) {
      try await terminal.keys("n")
      try await terminal.see("A new rule")
      try await terminal.write("Sellers")
      try await terminal.keys("Tab")
      try await terminal.write("department")
      try await terminal.keys("Tab", "Tab")
      try await terminal.write("Sales")
      try await terminal.see("when department is \"Sales\"  · true of 1")
      try await terminal.keys("Tab", "Tab", "C-o")
      try await terminal.see("type to find")
      try await terminal.see("Veterans")
      try await terminal.keys("Enter")
    }
    try await action(setting: "Seller")
    try await step(.affected) {
      try await terminal.keys("C-v")
      try await terminal.see("1 user, 0 would change")
      try await terminal.see("nora")
    }
    try await terminal.keys("Escape")
    try await terminal.see("A new rule")
    try await terminal.keys("C-s")
    try await terminal.see("1 rule, applied from the top")

    try await terminal.keys("n")
    try await terminal.see("A new rule")
    try await terminal.write("Clerks")
    try await terminal.keys("Tab")
    try await terminal.write("tit")
    try await terminal.keys("Tab", "Tab", "Right", "Right", "Right", "Right", "Tab")
    try await terminal.see("< starts with >")
    try await terminal.write("Cler")
    try await terminal.keys("Tab", "Tab")
    try await terminal.write("Clerks")
    try await terminal.keys("Escape")
    try await action(setting: "Clerk of {{ department }}")
    try await terminal.keys("C-s")
    try await terminal.see("2 rules, applied from the top")
    // Whom they match now is counted without being asked for.
    try await terminal.see("1  Sellers           1")
  }

  /// Adds an action that sets the title.
  private func action(setting title: String) async throws {
    try await step(.action) {
      try await terminal.keys("C-t")
      try await terminal.write("set title")
      try await terminal.keys("Enter")
      try await terminal.see("Then           < set >")
      try await terminal.write(title)
      try await terminal.see("title \(title)")
    }
    try await terminal.keys("Escape")
  }

  private func orderOfRules() async throws {
    try await terminal.keys("g", "J")
    try await terminal.see("*2  Sellers")
    try await terminal.keys("K")
    try await terminal.see("1  Sellers")
    try await terminal.keys("Space", "Down")
    try await terminal.see(">2  Sellers")
    try await terminal.keys("Escape")
    try await terminal.see(" 1  Sellers")
    try await step(.order) {
      try await terminal.keys("Space", "Down", "Enter")
      try await terminal.see("*2  Sellers")
      try await terminal.keys("C-s")
      try await terminal.see("portal is saved")
      try await terminal.see(" 2  Sellers")
    }
    try await step(.reapply) {
      try await terminal.keys("R")
      try await terminal.see("0 users evaluated")
    }
  }

  // MARK: - From a role to an account

  private func role() async throws {
    try await terminal.keys("6")
    try await step(.role) {
      try await terminal.keys("Right", "n")
      try await terminal.see("New role")
      try await terminal.write("Testers +portal")
      try await terminal.keys("Enter")
      try await terminal.see("Roles · 1 role")
      try await terminal.see("0       yes")
    }
    try await terminal.keys("Left", "r")
    try await terminal.see("[ ] Testers")
    try await terminal.keys("Space")
    try await terminal.see("[x] Testers")
    try await terminal.keys("C-s")
    try await terminal.see("the roles of nora are saved")
    try await terminal.see("1 pending")
    #expect(try await server.user("nora") == nil)
  }

  private func approval() async throws {
    try await find("status:pending action:create nora")
    try await step(.find) {
      try await terminal.keys("0", "Enter")
      try await terminal.see("1 of 1  filter: status:pending action:create")
    }
    try await terminal.keys("Enter")
    try await terminal.see("sends POST /Users")
    try await terminal.keys("PageDown")
    try await terminal.see("+ displayName: Lind, Ann")
    #expect(try recorder.writes.allSatisfy { !$0.path.hasPrefix("/Users") })
    try await terminal.keys("Escape", "Escape", "f", "Space")
    try await terminal.see("1 match")
    try await terminal.keys("Escape")
    try await step(.decide) {
      try await terminal.keys("a")
      try await terminal.see("1 task approved")
    }
    let nora = try await account("nora") { $0["title"]?.string == "Seller" }
    #expect(nora["displayName"]?.string == "Lind, Ann")
    for group in ["Veterans", "Clerks"] {
      try await holds { try await server.members(of: group) == ["nora"] }
    }
    try await find("status:provisioned action:create")
    try await terminal.keys("Enter")
    try await terminal.see("POST /Users")
    try await terminal.keys("V")
    try await terminal.see("nora was read back, as it should be")
    try await terminal.keys("Escape")
  }

  private func failure() async throws {
    try recorder.answer(
      .init(
        request: "POST /Users", status: 400,
        body: [
          "schemas": ["urn:ietf:params:scim:api:messages:2.0:Error"], "status": "400",
          "scimType": "invalidValue", "detail": "omar is a bad name",
        ]))
    try await user("omar", "lastname=Ode roles=Testers")
    try await find("status:pending omar")
    try await terminal.keys("a")
    try await terminal.see("1 task approved")
    try await find("status:failed")
    try await terminal.see("omar", within: 20)
    try await terminal.keys("Enter")
    try await terminal.see("omar is a bad name")
    try await terminal.see("invalidValue")
    try recorder.answer()
    #expect(try await server.user("omar") == nil)
    try await step(.retry) {
      try await terminal.keys("r")
      try await terminal.see("1 task retried")
    }
    _ = try await account("omar") { $0["active"]?.bool == true }
  }

  private func update() async throws {
    try await terminal.keys("6", "g")
    try await step(.update) {
      try await terminal.keys("s")
      try await terminal.see("Attributes of nora")
      try await terminal.keys("Down", "Down", "C-u")
      try await terminal.write("Berg")
      try await terminal.keys("C-s")
      try await terminal.see("nora is saved")
      try await terminal.keys("0", "Enter")
      try await terminal.see("1 of 1  filter: status:pending action:update")
      try await terminal.keys("a")
      try await terminal.see("1 task approved")
    }
    let nora = try await account("nora") { $0["displayName"]?.string == "Berg, Ann" }
    #expect(nora["name"]?["familyName"]?.string == "Berg")
  }

  private func ignoring() async throws {
    try await terminal.keys("Escape", "g", "j", "s")
    try await terminal.see("Attributes of omar")
    try await terminal.keys("Down", "Down", "Enter", "C-u")
    try await terminal.write("Oval")
    try await terminal.keys("C-s")
    try await terminal.see("omar is saved; 1 task filed")
    try await find("status:pending action:update")
    try await terminal.keys("i")
    try await terminal.see("1 task ignored")
    try await terminal.keys("R")
    try await terminal.answer("Escape", to: "1 created")
    #expect(try await server.user("omar")?["name"]?["familyName"]?.string == "Ode")
    try await terminal.keys("6")
  }

  private func testRun() async throws {
    try await user("tess", "lastname=Tal roles=Testers")
    // The last row is hers once the list was read again.
    try await terminal.see("of 3")
    try await terminal.keys("G")
    try await terminal.see("3 of 3")
    try await terminal.keys("T")
    try await terminal.answer("y", to: "TEST RUN tess")
    try await terminal.see("passed: the app creates, updates and deletes as it should")
    let created = try recorder.writes.filter {
      $0.method == "POST" && $0.body?["userName"]?.string == "tess"
    }
    #expect(created.map(\.status) == [201])
    #expect(try await server.user("tess") == nil)
  }

  private func deletion() async throws {
    try await terminal.keys("g")
    try await terminal.see("1 of 3")
    try await step(.deletion) {
      try await terminal.keys("D")
      try await terminal.answer("y", to: "DELETE nora")
      try await terminal.keys("0", "Enter")
      try await terminal.see("1 of 1  filter: status:pending action:delete")
      try await terminal.keys("a")
      try await terminal.see("A deletion cannot be undone.")
      #expect(try await server.user("nora") != nil)
      try await terminal.answer("y", to: "1 of them deletes or suspends an account")
      try await terminal.see("1 task approved")
    }
    try await holds { try await server.user("nora") == nil }
    try await holds { try await server.members(of: "Veterans").isEmpty }
    #expect(try await server.user("omar") != nil)
  }

  // MARK: - Counting

  /// A step of the walk, with the keys that it took once; a text that is typed counts as one.
  private enum Step: String {
    case connection, policy, refresh, parameter, rule, action, affected, order, reapply, role, user,
      find, decide, retry, update, deletion

    var once: Int {
      switch self {
      case .connection: 12
      case .policy: 10
      case .refresh: 1
      case .parameter: 5
      case .rule: 13
      case .action: 6
      case .affected: 1
      case .order: 6
      case .reapply: 2
      case .role: 5
      case .user: 18
      case .find: 3
      case .decide: 2
      case .retry: 2
      case .update: 10
      case .deletion: 7
      }
    }

    /// Nine tenths of that; one key stays one.
    var most: Int { max(1, once * 9 / 10) }
  }

  /// Does a step, whose keys are counted.
  ///
  /// - Parameter moves: the keys among them that only choose the row, as many as the list has it.
  private func step(
    _ step: Step, choosing moves: String..., body: () async throws -> Void
  ) async throws {
    let before = terminal.presses
    try await body()
    let keys = terminal.presses - before - moves.count
    #expect(keys <= step.most, "\(step.rawValue) takes \(keys) keys; it took \(step.once) once")
  }

  // MARK: - Waiting

  /// Finds one task by its filter.
  private func find(_ filter: String) async throws {
    try await terminal.keys("5", "/", "C-u")
    try await terminal.write(filter)
    try await terminal.see("1 of 1  filter: \(filter)")
    try await terminal.keys("Enter")
  }

  /// The account in the server, once it is as it should be.
  private func account(
    _ name: String, _ isAsItShouldBe: @escaping (JSONValue) -> Bool
  ) async throws -> JSONValue {
    try await holds { try await server.user(name).map(isAsItShouldBe) == true }
    return try #require(try await server.user(name))
  }

  /// Waits until something is so in the server.
  private func holds(
    at location: SourceLocation = #_sourceLocation, _ condition: () async throws -> Bool
  ) async throws {
    let deadline = ContinuousClock.now.advanced(by: .seconds(20))
    while try await !condition() {
      guard ContinuousClock.now >= deadline else { continue }
      let screen = try await terminal.screen()
      try #require(
        Bool(false), "the server never was so; the screen:\n\(screen)",
        sourceLocation: location)
    }
  }
}
