import Screen

/// The one table of everything that can be done, by screen.
public enum Actions {
  /// A part of the table: a screen, or what works everywhere.
  public struct Section: Sendable, Hashable {
    /// The screen's name.
    public var title: String
    /// What can be done there, the most useful first.
    public var actions: [Action]
  }

  /// The whole table, in the order of the tabs.
  public static let all: [Section] =
    [
      Section(title: "Connection", actions: connection),
      Section(title: "Provisioning", actions: provisioning),
      Section(title: "Parameters", actions: parameters),
      Section(title: "Rules", actions: rules),
      Section(title: "A rule", actions: rule),
      Section(title: "Tasks", actions: tasks),
      Section(title: "Directory", actions: directory),
      Section(title: "A user", actions: user),
      Section(title: "Audit", actions: audit),
      Section(title: "Everywhere", actions: everywhere),
      Section(title: "Moving", actions: moving),
    ]

  static let save = Action(
    "save", "Save", [.control("s")], "Saves what was changed here; nothing is sent to the app.",
    danger: .changes)
  static let undo = Action(
    "undo", "Undo", [.character("u")], "Takes the last change back that is not saved yet.")
  static let editor = Action(
    "editor", "Edit as a file", [.character("e")],
    "Opens the app's settings, parameters and rules in $EDITOR, as the file of usher apply.",
    danger: .changes)
  static let reapply = Action(
    "reapply", "Reapply", [.character("R")],
    "Evaluates everyone under the rules and parameters of now; shows the plan and asks first.",
    danger: .asks)

  static let everywhere: [Action] =
    [
      Action(
        "palette", "Everything that can be done", [.character(":"), .character("?")],
        "Lists every action with its keys; type to find one, Enter does it."),
      Action("back", "Back", [.escape], "One step back: dialog, detail, marks, filter."),
      Action(
        "copy", "Copy", [.character("y")], "Copies a value of what is chosen to the clipboard."),
      Action(
        "log", "What usher did", [.character("L")],
        "Lists what was done in this session, with the command line that does the same."),
      Action("cancel", "Cancel", [.control("c")], "Ends a prompt, or the work that goes on."),
      Action("tab.next", "Next screen", [.tab], "Goes to the next screen; in a form, to a field."),
      Action("tab.previous", "Previous screen", [.backTab], "Goes to the screen before."),
      Action(
        "app.next", "Next app", [.character("A"), .control("n")],
        "Switches to the next app; on Tasks, where A approves, with Ctrl-n."),
      Action(
        "mouse", "Mouse on or off", [.character("m")],
        "Lets clicks choose rows; while it is on, the terminal's own selection needs Shift."),
      Action("theme", "Theme", [.function(9)], "Chooses other colours."),
      Action("redraw", "Read anew", [.control("l")], "Reads everything anew and repaints."),
      Action("suspend", "To the shell", [.control("z")], "Stops usher until fg."),
      Action("quit", "Quit", [.character("q")], "Closes what is open; at the top, ends usher."),
    ] + tabs

  private static let tabs: [Action] = Console.Tab.allCases.map { tab in
    let number = Character(String(tab.rawValue))
    return Action(
      "tab.\(tab.rawValue)", tab.title, [.character(number), .function(tab.rawValue)],
      "Goes to the screen \(tab.title).")
  }

  static let moving: [Action] = [
    Action("move.down", "Down", [.character("j"), .down], "Moves to the next row."),
    Action("move.up", "Up", [.character("k"), .up], "Moves to the row before."),
    Action("move.first", "First", [.character("g"), .home], "Moves to the first row."),
    Action("move.last", "Last", [.character("G"), .end], "Moves to the last row."),
    Action(
      "move.pageDown", "Page down", [.pageDown, .control("f")], "Moves a screen further down."),
    Action("move.pageUp", "Page up", [.pageUp, .control("b")], "Moves a screen further up."),
  ]
}
