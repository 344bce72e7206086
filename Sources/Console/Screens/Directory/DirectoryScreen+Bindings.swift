import Provisioning
import Screen

extension DirectoryScreen {
  static let bindings: [Binding<DirectoryScreen>] = [
    Binding(
      "directory.open", "Open", [.enter],
      "Shows the user's attributes, roles and accounts, and why; who holds the role; or how the source was read.",
      disabled: { screen, _ in screen.listReason ?? screen.noneReason }
    ) { $0.open(&$1) },
    Binding(
      "directory.search", "Search", [.character("/")], "Searches names and addresses; role:Sales.",
      disabled: { screen, _ in screen.listReason }
    ) { screen, frame in
      screen.shows = .users
      frame.typing = TextField(screen.search.words)
    },
    Binding(
      "directory.new", "New", [.character("n")], "Creates a user or a role.", danger: .changes,
      naming: { screen, _ in screen.shows == .roles ? "New role" : "New user" },
      disabled: { screen, _ in screen.listReason ?? screen.sourceReason }
    ) { $0.promptNew(&$1) },
    Binding(
      "directory.set", "Set attributes", [.character("s")],
      "Edits the user's attributes in a form. Among the sources: reads the source now.",
      danger: .changes,
      naming: { screen, _ in screen.shows == .sources ? "Sync now" : "Set attributes" },
      leads: { $0.shows == .sources },
      disabled: { screen, _ in screen.shows == .sources ? screen.noneReason : screen.userReason }
    ) { $0.editOrSync(&$1) },
    Binding(
      "directory.roles", "Roles", [.character("r")],
      "Chooses the user's roles. A role can give access to the app.", danger: .changes,
      disabled: { screen, _ in screen.userReason }
    ) { $0.showRoles(&$1) },
    Binding(
      "directory.whatIf", "What if", [.character("w"), .function(8)],
      "Shows what would become of the user with other attributes or roles, or on another day. Changes nothing.",
      disabled: { screen, _ in screen.userReason }
    ) { screen, frame in
      if let user = screen.list.row?.user.username { frame.promptWhatIf(user) }
    },
    Binding(
      "directory.testRun", "Test run", [.character("T")],
      "Creates, changes and deletes the user's account, checking each step. Asks first.",
      danger: .asks,
      disabled: { $0.userReason ?? $1.noApp }
    ) { $0.askTestRun(&$1) },
    Binding(
      "directory.access", "Give or take the app", [.character("p")],
      "Lets the role give access to the app, or stops that. Asks first.", danger: .asks,
      disabled: { $0.roleReason ?? $1.noApp }
    ) { $0.askAccess(&$1) },
    Binding(
      "directory.next", "Next list", [.right], "Goes from users to roles, and on to the sources.",
      disabled: { screen, _ in screen.listReason }
    ) { screen, _ in screen.switchList(by: 1) },
    Binding(
      "directory.previous", "List before", [.left],
      "Goes from users to sources, and on to the roles.",
      disabled: { screen, _ in screen.listReason }
    ) { screen, _ in screen.switchList(by: -1) },
    Binding(
      "directory.delete", "Delete", [.character("D")],
      "Deletes the user or the role from the directory. Asks first.", danger: .asks,
      naming: { screen, _ in screen.shows == .roles ? "Delete the role" : "Delete the user" },
      disabled: { screen, _ in screen.sourceReason ?? screen.noneReason }
    ) { $0.askDeletion(&$1) },
    Binding(
      "directory.link", "Link an account", [.character("l")],
      "Gives an account of the app to the user, by its id or userName. Shows both and asks first.",
      danger: .asks, disabled: { $0.userReason ?? $1.noApp }
    ) { $0.promptLink(&$1) },
    Binding(
      "directory.unlink", "Unlink the account", [.character("U")],
      "Takes the account from the user; in the app it stays as it is. Asks first.",
      danger: .asks, disabled: { $0.userReason ?? $1.noApp }
    ) { $0.proposeUnlink(&$1) },
    Binding(
      "directory.unpin", "Let follow the rules", [.character("P")],
      "Lets the user follow the rules again where undoing a run left the account as it was.",
      danger: .changes, disabled: { screen, _ in screen.userReason }
    ) { screen, frame in
      if let user = screen.list.row?.user.username { frame.begin(.unpin(user)) }
    },
    .reapply, .reapplyEntitlements,
  ]

  /// Why what is done in the list cannot be done now.
  private var listReason: String? { isOpen || testRun != nil ? Self.backToList : nil }

  private var noneReason: String? {
    switch shows {
    case .users: list.row == nil ? "there is no user" : nil
    case .roles: roles.selected == nil ? "there is no role" : nil
    case .sources: sources.selected == nil ? "there is no source" : nil
    }
  }

  private var userReason: String? { shows == .users ? noneReason : "choose a user: ← →" }
  private var roleReason: String? { shows == .roles ? noneReason : "choose a role: ← →" }
  private var sourceReason: String? {
    shows == .sources ? "sources are named in the configuration file, under directories:" : nil
  }
}
