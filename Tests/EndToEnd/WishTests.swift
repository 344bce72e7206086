import Foundation
import Testing

extension EndToEnd {
  /// Ordinary wishes, as people would say them, each with the keys that help or the hint line lead to,
  /// in a real terminal.
  @Suite struct WishTests {
    /// A wish.
    struct Wish: Sendable {
      /// What somebody would say.
      var words: String
      /// The keys, by tmux' names; what begins with `=` is typed.
      var keys: [String]
      /// What is seen then.
      var seen: String

      init(_ words: String, _ keys: String, _ seen: String) {
        self.words = words
        self.keys = keys.split(separator: " ").map(String.init)
        self.seen = seen
      }
    }

    /// What is typed holds `_` for a blank.
    static let wishes: [Wish] = [
      Wish("what needs me?", "0", "wait for you"),
      Wish("what waits for approval?", "0 Down Down Enter", "status:pending action:"),
      Wish(
        "approve all creations of Security", "5 / =pending_create_dept:Security Enter A",
        "This will approve all"),
      Wish("who is deleted by this?", "5 / =pending_delete Enter A", "abel@"),
      Wish("why did khwarizmi fail?", "5 / =failed_khwarizmi Enter Enter", "24 are allowed"),
      Wish("what made tasks fail?", "5 c", "Failed tasks by cause"),
      Wish("try all failures again", "5 / =failed Enter C-r", "RETRY ALL"),
      Wish("which groups were read?", "2 G", "Entitlements"),
      Wish("why is lovelace not in VPN?", "6 / =lovelace Enter Enter", "rule By role"),
      Wish("put last night back", "0 u Enter", "UNDO run"),
      Wish(
        "what if lovelace moved to Sales?", "6 / =lovelace Enter w =department=Sales Enter",
        "What if: lovelace"),
      Wish("what if this rule were so?", "4 F8 =lovelace Enter", "What if: lovelace"),
      Wish("whom does the rule match?", "4 w", "4 users"),
      Wish("what would reapply do?", "4 R", "REAPPLY"),
      Wish("test the connection", "1 t", "passed"),
      Wish("give dan a role", "6 / =dan Enter r", "Roles of dan"),
      Wish("add a user", "6 n", "New user"),
      Wish("delete a user", "6 / =dan Enter D", "DELETE dan"),
      Wish("who holds the first role?", "6 Right Enter", "search: role:"),
      Wish("read the app back", "5 V", "difference"),
      Wish("what differs?", "5 d", "in netskope"),
      Wish("who approved that?", "7 / =approve", "of "),
      Wish("does the audit log hold?", "7 V", "the chain holds"),
      Wish("copy the name", "5 y", "Copy"),
      Wish("what did I do?", "L", "What usher did"),
      Wish("other colours", "F9", "Theme"),
      Wish("how do I suspend usher?", "? =to_the_shell", "Ctrl-z"),
      Wish("take the last change back", "4 J u", "rules, applied"),
      Wish("what value does lovelace get?", "3 Enter", "for lovelace:"),
      Wish("does everyone get a value?", "3 Enter", "give a value"),
      Wish("only what is not done", "5 / =!provisioned", "filter: !provisioned"),
      Wish("what was filed in the last hour", "5 / =age:1h", "filter: age:1h"),
      Wish("let somebody follow the rules again", "6 / =dan Enter P", "nothing is pinned for dan"),
    ]

    @Test func eachIsComeToByKeys() async throws {
      let terminal = Screenshots(try Usher())
      do {
        try await terminal.open(columns: 100, rows: 30)
        try await terminal.type("\(Usher.executable) demo")
        try await terminal.see("wait for you", within: 60)
        for wish in Self.wishes { try await comeTrue(wish, terminal) }
        #expect(Self.wishes.count >= 30)
      } catch {
        await terminal.close()
        throw error
      }
      await terminal.close()
    }

    private func comeTrue(_ wish: Wish, _ terminal: Screenshots) async throws {
      // Back to the list of all tasks, whatever is open.
      try await terminal.keys("Escape", "Escape", "Escape", "5", "Escape", "Escape")
      for key in wish.keys {
        if key.hasPrefix("=") {
          try await terminal.write(String(key.dropFirst()).replacing("_", with: " "))
        } else {
          try await terminal.keys(key)
        }
      }
      do {
        try await terminal.see(wish.seen, within: 10)
      } catch {
        Issue.record("\(wish.words): \(wish.keys.joined(separator: " "))")
        throw error
      }
    }
  }
}
