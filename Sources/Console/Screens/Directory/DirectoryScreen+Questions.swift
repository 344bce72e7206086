import Text
import Engine
import Provisioning
import Screen

/// What many feel asks first.
extension DirectoryScreen {
  func askTestRun(_ frame: inout Frame) {
    guard let app = frame.app?.app.name, let user = list.row?.user.username else { return }
    frame.ask(
      Dialog(
        title: "TEST RUN \(user)",
        lines: [
          Line("This creates, changes and deletes the account of \(user) in \(app)."),
          Line("Only where there is none yet; each step is confirmed."),
        ],
        answers: [
          Dialog.Answer(
            "y", "run the test",
            .screen { (screen: inout DirectoryScreen, frame: inout Frame, _) in
              screen.testRun = TestRunView(app: app, user: user)
              screen.isOpen = false
              frame.begin(.testRun(app: app, user: user))
            })
        ], openedAt: frame.now))
  }

  func askDeletion(_ frame: inout Frame) {
    switch shows {
    case .sources: break
    case .roles: askRoleDeletion(&frame)
    case .users:
      guard let user = list.row?.user.username else { return }
      frame.ask(
        Dialog(
          title: "DELETE \(user)",
          lines: [Line("This takes \(user) out of the directory.")]
            + frame.apps.prefix(6).map(\.leaverLine),
          answers: [Dialog.Answer("y", "delete", begins: .deleteUser(user))],
          openedAt: frame.now))
    }
  }

  private func askRoleDeletion(_ frame: inout Frame) {
    guard let role = roles.selected else { return }
    let users = Count.words(role.members, "user")
    var lines = [Line("This takes the role from \(users) and forgets it.")]
    if role.givesAccess {
      lines.append(
        Line("It gives access: their accounts are treated as the policy says.", .warning))
    }
    frame.ask(
      Dialog(
        title: "DELETE THE ROLE \(role.name)", lines: lines,
        answers: [Dialog.Answer("y", "delete", begins: .deleteRole(role.name))],
        openedAt: frame.now))
  }

  /// Giving or taking the app touches everyone who holds the role, so it asks.
  func askAccess(_ frame: inout Frame) {
    guard let app = frame.app, let role = roles.selected else { return }
    let before = app.app.definition
    var after = before
    if role.givesAccess {
      after.roles.removeAll { $0.lowercased() == role.name.lowercased() }
    } else {
      after.roles.append(role.name)
    }
    let effect = Effect.saveApp(from: before, to: after, secret: nil)
    if role.members == 0 { return frame.begin(effect) }
    let what = role.givesAccess ? "takes \(app.app.name) from" : "gives \(app.app.name) to"
    frame.ask(
      Dialog(
        title: role.givesAccess ? "TAKE THE APP" : "GIVE THE APP",
        lines: [
          Line("This \(what) \(Count.words(role.members, "user")) who hold \(role.name)."),
          Line("Tasks are filed at once, where provisioning is enabled."),
        ],
        answers: [Dialog.Answer("y", role.givesAccess ? "take" : "give", begins: effect)],
        openedAt: frame.now))
  }
}

extension AppOverview {
  /// What becomes of an account of somebody who leaves the directory.
  fileprivate var leaverLine: Line {
    let name = app.name.visible(upTo: 40)
    return switch app.definition.provisioning.whenDeleted {
    case .delete: Line("An account in \(name) is deleted. \(app.ways.deletion.warning)", .warning)
    case .suspend: Line("An account in \(name) is suspended.")
    case .nothing: Line("An account in \(name) stays as it is.")
    }
  }
}
