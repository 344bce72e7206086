import Screen

extension SharedBinding {
  /// What can be done on every screen, and how to go to each of these.
  static func everywhere(_ screens: [any Screen]) -> [SharedBinding] {
    shell
      + screens.enumerated().map { index, screen in
        let title = type(of: screen).title
        return SharedBinding(
          "tab.\(index)", title,
          [.character(Character(String(index % 10)))] + (index > 0 ? [.function(index)] : []),
          "Goes to \(title)."
        ) { $0.go(to: index) }
      }
  }

  private static let shell: [SharedBinding] = [
    SharedBinding(
      "palette", "Everything that can be done", [.character(":"), .control("p")],
      "Lists every action with its keys. Type to find one, Enter runs it.",
      prominence: .fixed("palette")
    ) { $0.frame.overlays.append(.palette(Palette())) },
    SharedBinding(
      "help", "Help", [.character("?"), .control("g")],
      "Says what the screen is for, its words and marks, and lists what can be done.",
      prominence: .fixed("help")
    ) { console in
      let screen = type(of: console.front)
      console.frame.overlays.append(
        .palette(Palette(screen: screen.title, page: screen.help)))
    },
    SharedBinding(
      "back", "Back", [.escape], "One step back: dialog, detail, marks, filter.", isSilent: true,
      disabled: { $0.front.canGoBack ? nil : "this is the top" }
    ) { $0.back() },
    SharedBinding(
      "copy", "Copy", [.character("y")], "Copies a value of the selection to the clipboard."
    ) { $0.frame.showCopyMenu($0.front.copyable($0.frame)) },
    SharedBinding(
      "log", "What usher did", [.character("L")],
      "Lists what was done in this session, with the equivalent command lines."
    ) { $0.frame.showLog() },
    SharedBinding(
      "cancel", "Cancel", [.control("c")], "Cancels a prompt or the current work.",
      disabled: { $0.frame.cancellableJob == nil ? "nothing goes on" : nil }
    ) { $0.frame.cancelWork() },
    SharedBinding(
      "tab.next", "Next screen", [.tab], "Goes to the next screen; in a form, to the next field."
    ) { $0.go(to: ($0.tab + 1) % $0.screens.count) },
    SharedBinding(
      "tab.previous", "Previous screen", [.backTab],
      "Goes to the previous screen; in a form, to the previous field."
    ) { $0.go(to: ($0.tab + $0.screens.count - 1) % $0.screens.count) },
    SharedBinding(
      "app.next", "Next app", [.character("A"), .control("n")],
      "Switches to the next app; on Tasks, where A approves, with Ctrl-n.", yieldsKeys: true,
      disabled: { $0.frame.apps.count > 1 ? nil : "there is no other app" }
    ) { $0.switchApp() },
    SharedBinding(
      "mouse", "Mouse on or off", [.character("m")],
      "Clicks select rows. While it is on, the terminal's own selection needs Shift.",
      disabled: { $0.frame.settings.canUseMouse ? nil : "this terminal does not report it" }
    ) { $0.toggleMouse() },
    SharedBinding(
      "theme", "Theme", [.function(9)], "Chooses a colour theme.",
      disabled: { $0.frame.settings.themes.isEmpty ? "the terminal shows no roles" : nil }
    ) { $0.frame.showThemes() },
    SharedBinding(
      "redraw", "Refresh", [.control("l")], "Reads everything again and repaints the screen."
    ) { $0.redraw() },
    SharedBinding("suspend", "To the shell", [.control("z")], "Suspends usher; fg resumes it.") {
      $0.frame.send(.suspend)
    },
    SharedBinding(
      "quit", "Quit", [.character("q")], "Closes what is open; at the top, ends usher."
    ) { $0.quit() },
  ]
}
