import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The seed's walk by the console's keys: OneLogin is the directory, Netskope the app. What comes of
  /// each step is looked up on the screen where it is decided, and in the app.
  @Suite struct SeedKeysTests {
    @Test func theArticleIsWalkedByKeysAlone() async throws {
      var usher = try Usher()
      usher.environment["ONELOGIN_SECRET"] = Usher.token
      let tenant = try await Sandbox(usher, ["--profile", "onelogin"])
      let terminal = Screenshots(usher)
      do {
        let app = try await Sandbox(usher, ["--profile", "netskope", "--no-rates"])
        do {
          // A source is named in the file; everything else is done by keys. usher keeps to the pace by
          // itself; the test, which asks often, does not.
          let file = try usher.folder.write("usher.yaml", Self.source(tenant.server))
          try await usher.succeed("apply", "-f", file)
          try await terminal.open(columns: 80, rows: 30)
          try await KeyWalk(terminal: terminal, tenant: tenant.server, app: app.server).all()
        } catch {
          await app.stop()
          throw error
        }
        await app.stop()
      } catch {
        await terminal.close()
        await tenant.stop()
        throw error
      }
      await terminal.close()
      await tenant.stop()
    }

    private static func source(_ tenant: Server) -> String {
      """
      apps: []
      directories:
        - name: onelogin
          kind: onelogin
          url: \(tenant.url)
          client: { id: sandbox, secret: { env: ONELOGIN_SECRET } }
          roles: { map: { Default: null } }
      """
    }
  }
}

/// The article's steps, in its order.
extension KeyWalk {
  /// Seki, who holds no role that gives access when it begins.
  private static var seki: String { "61870231" }

  fileprivate func all() async throws {
    try await app.send(
      "POST", "/Groups", ["schemas": [.string(Schema.group.id)], "displayName": "VPN"])
    try await connection()
    try await policy()
    try await directory()
    try await parameter()
    try await rules()
    try await order()
    try await access()
    try await givenRole()
    try await update()
    try await takenRole()
    try await deletion()
    try await terminal.keys("Escape", "Escape", "q")
    try await terminal.see("ready$")
  }

  // MARK: - Enable provisioning

  private func connection() async throws {
    try await terminal.type(Usher.executable)
    try await terminal.see("No app is set up yet.")
    try await terminal.keys("Enter")
    try await terminal.write("netskope")
    try await terminal.keys("Tab", "C-o")
    try await terminal.write("netskope")
    try await terminal.keys("Enter", "Tab")
    try await terminal.see("< Netskope >")
    try await terminal.write(app.url)
    try await terminal.keys("Tab", "Tab")
    try await terminal.write(Usher.token)
    try await terminal.keys("C-s")
    let saved = try await terminal.see("API status   DISABLED")
    #expect(!saved.contains(Usher.token.prefix(8)))
    try await terminal.keys("E")
    try await terminal.see("API status   ENABLED")
  }

  private func policy() async throws {
    try await terminal.keys("2")
    try await terminal.see("[ ] Provisioning is enabled")
    try await terminal.keys("Space", "PageDown", "PageDown", "Left")
    let shown = try await terminal.see("out of access   < Delete >")
    for line in ["enabled", "create user", "update user", "delete user", "group changes"] {
      #expect(shown.contains(line) && !shown.contains("[ ]"))
    }
    try await terminal.keys("C-s")
    try await terminal.see("netskope is saved")
    try await terminal.keys("f")
    try await terminal.see("Entitlements: 1 group,")
  }

  /// Everyone comes from OneLogin, and nobody has access yet.
  private func directory() async throws {
    try await sync(saying: "14 people read; 14 added, 0 changed, 0 deleted")
    try await terminal.keys("Enter")
    try await terminal.see("it owns company, cost_center")
    try await terminal.keys("Escape", "Left", "Left", "g", "Enter")
    try await terminal.see("from the directory source onelogin (onelogin)")
    try await terminal.see("no role gives access to netskope")
    try await terminal.keys("Escape")
  }

  private func parameter() async throws {
    try await terminal.keys("3", "n")
    try await terminal.write("displayName")
    try await terminal.keys("Tab")
    try await terminal.write("{{ lastname }}, {{ firstname }}")
    try await terminal.see("14 of 14 give a value")
    try await terminal.see("→ Lovelace, Ada")
    try await terminal.keys("C-s")
    try await terminal.see("netskope is saved; R reapplies")
  }

  // MARK: - Rules

  /// One that adds to a group that is there, and one that makes its own. Both set the name.
  private func rules() async throws {
    try await terminal.keys("4")
    try await rule("VPN", when: "role", is: "NS-VPN", of: 3)
    try await terminal.keys("C-o")
    try await terminal.see("type to find")
    try await terminal.see("VPN")
    try await terminal.keys("Enter")
    try await action(setting: "{{ lastname }} on VPN")
    try await terminal.keys("C-v")
    try await terminal.see("3 users, 0 would change")
    try await terminal.see("turing")
    try await terminal.keys("Escape", "C-s")
    try await terminal.see("1 rule, applied from the top")

    try await rule("Engineers", when: "department", is: "Engineering", of: 5)
    try await terminal.write("Engineers")
    try await terminal.keys("Escape")
    try await action(setting: "Engineer {{ lastname }}")
    try await terminal.keys("C-s")
    try await terminal.see("2 rules, applied from the top")
  }

  /// Begins a rule; the cursor stands at its first action.
  private func rule(
    _ name: String, when attribute: String, is value: String, of count: Int
  ) async throws {
    try await terminal.keys("n")
    try await terminal.see("A new rule")
    try await terminal.write(name)
    try await terminal.keys("Tab")
    try await terminal.write(attribute)
    try await terminal.keys("Tab", "Tab")
    try await terminal.write(value)
    try await terminal.see("\"\(value)\"  · true of \(count)")
    try await terminal.keys("Tab", "Tab")
  }

  private func action(setting name: String) async throws {
    try await terminal.keys("C-t")
    try await terminal.write("set displayName")
    try await terminal.keys("Enter")
    try await terminal.see("Then           < set >")
    try await terminal.write(name)
    try await terminal.see("displayName \(name)")
    try await terminal.keys("Escape")
  }

  /// The rule that comes last wins: VPN is moved behind the other.
  private func order() async throws {
    try await terminal.keys("g", "Space", "Down", "Enter")
    try await terminal.see("*2  VPN")
    try await terminal.keys("C-s")
    try await terminal.see("netskope is saved")
    try await terminal.keys("R")
    try await terminal.see("users evaluated: 0 tasks filed")
  }

  // MARK: - Test provisioning

  /// A role gives access: everyone who holds it has a task, and nothing is sent before the approval.
  private func access() async throws {
    try await terminal.keys("6", "Right", "g", "p")
    try await terminal.answer("y", to: "This gives netskope to 12 users who hold Employees.")
    // Two of the twelve are suspended there.
    try await find("status:pending action:create", count: 10)
    try await terminal.keys("Escape", "/", "C-u")
    try await terminal.write("status:pending turing")
    try await terminal.keys("Enter", "Enter")
    try await terminal.see("sends POST /Users")
    try await terminal.keys("PageDown")
    try await terminal.see("displayName: Turing on VPN")
    #expect(try await app.all("Users").isEmpty)
    try await terminal.keys("Escape")
    try await approveAll("status:pending action:create", 10)
    try await holds { try await app.all("Users").count == 10 }
    // A group is made once somebody is there to be in it, and filled once it is there.
    try await approve(until: {
      let engineers = try await members(of: "Engineers").count
      let vpn = try await members(of: "VPN")
      return engineers == 3 && vpn == ["turing@example.com", "shannon@example.com"]
    })
    let turing = try #require(try await app.user("turing@example.com"))
    #expect(turing["displayName"] == "Turing on VPN")
  }

  /// A role is given there, and a task appears here.
  private func givenRole() async throws {
    try await change("POST", "/api/2/roles/340475/users", [61_870_231])
    try await sync(saying: "0 added, 1 changed, 0 deleted")
    try await terminal.keys("0", "Enter")
    try await terminal.see("1 of 1  filter: status:pending action:create")
    try await terminal.see("seki")
    try await terminal.keys("Enter")
    try await terminal.see("sends POST /Users")
    #expect(try await app.user("seki@example.com") == nil)
    try await terminal.keys("a")
    try await terminal.see("1 task approved")
    try await holds { try await app.user("seki@example.com")?["active"] == true }
    try await find("status:provisioned action:create seki", count: 1)
    try await terminal.keys("Enter", "V")
    try await terminal.see("was read back, as it should be")
    try await terminal.keys("Escape")
  }

  private func update() async throws {
    try await change("PUT", "/api/2/users/" + Self.seki, ["lastname": "Takakazu"])
    try await sync(saying: "0 added, 1 changed, 0 deleted")
    try await find("status:pending", count: 1)
    try await terminal.keys("Enter")
    try await terminal.see("sends PATCH /Users/")
    let shown = try await terminal.see("Takakazu")
    #expect(shown.contains("- name.familyName: 関"), "what it was stands beside what it becomes")
    try await terminal.keys("a")
    try await terminal.see("1 task approved")
    try await holds {
      try await app.user("seki@example.com")?["name"]?["familyName"] == "Takakazu"
    }
    try await terminal.keys("Escape")
  }

  /// A role is taken there: a membership goes, and the account stays.
  private func takenRole() async throws {
    try await change("DELETE", "/api/2/roles/340476/users", [61_870_204])
    try await sync(saying: "1 changed")
    try await find("status:pending action:remove-members", count: 1)
    try await terminal.keys("Enter")
    try await terminal.see("turing")
    try await terminal.keys("Escape")
    try await approve(until: { try await members(of: "VPN") == ["shannon@example.com"] })
    // The rule that set the name before is the last one again that matches.
    try await holds {
      try await app.user("turing@example.com")?["displayName"] == "Engineer Turing"
    }
    #expect(try await app.user("turing@example.com")?["active"] == true)
  }

  private func deletion() async throws {
    try await change("DELETE", "/api/2/users/" + Self.seki, nil)
    try await sync(saying: "0 added, 0 changed, 1 deleted")
    try await terminal.keys("0", "Enter")
    try await terminal.see("1 of 1  filter: status:pending action:delete")
    try await terminal.keys("a")
    try await terminal.see("A deletion cannot be undone.")
    #expect(try await app.user("seki@example.com") != nil)
    try await terminal.answer("y", to: "1 of them deletes or suspends an account")
    try await terminal.see("1 task approved")
    try await holds { try await app.user("seki@example.com") == nil }
    #expect(try await app.all("Users").count == 10)
  }
}
