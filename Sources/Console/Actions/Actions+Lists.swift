import Screen

extension Actions {
  static let tasks: [Action] = [
    Action(
      "tasks.approve", "Approve", [.character("a")],
      "Lets the task, or the marked tasks, go. What deletes, suspends or touches many asks first.",
      danger: .changes),
    Action(
      "tasks.ignore", "Ignore", [.character("i")],
      "Decides against the task, or the marked tasks, until what is desired changes.",
      danger: .changes),
    Action(
      "tasks.retry", "Retry", [.character("r")],
      "Tries a failed task again, or brings an ignored one back.", danger: .changes),
    Action(
      "tasks.open", "Open", [.enter],
      "Shows who and why, what changes, the exact request, the answers, and what the app holds."),
    Action(
      "tasks.filter", "Filter", [.character("/")],
      "Types a filter: status:pending action:create dept:Sales, or words to search for."),
    Action(
      "tasks.build", "Build a filter", [.character("f")],
      "Chooses status, action, user, group, department and age from a form."),
    Action(
      "tasks.chip", "Next status", [.right],
      "Shows one status alone: pending, running, failed and so on."),
    Action("tasks.chipBefore", "Status before", [.left], "Shows the status before."),
    Action(
      "tasks.approveAll", "Approve all that match", [.character("A")],
      "Approves every pending task that the filter matches, after asking.", danger: .asks),
    Action("tasks.mark", "Mark", [.character(" ")], "Marks the task, for one decision about many."),
    Action("tasks.range", "Mark a range", [.character("v")], "Marks from here to the cursor."),
    Action(
      "tasks.markAll", "Mark all shown", [.character("*")], "Marks every task that is loaded."),
    reapply,
    Action(
      "tasks.verify", "Verify the app", [.character("V")],
      "Reads the accounts back from the app and compares them; with a task open, that one's alone.",
      danger: .changes),
    Action(
      "tasks.ignoreAll", "Ignore all that match", [.character("I")],
      "Ignores every pending task that the filter matches, after asking.", danger: .asks),
    Action(
      "tasks.retryAll", "Retry all that match", [.control("r")],
      "Tries every failed task that the filter matches again, after asking.", danger: .asks),
  ]

  static let directory: [Action] = [
    Action(
      "directory.open", "Open", [.enter],
      "Shows the user's attributes, roles and accounts, and why; of a role, who holds it."),
    Action(
      "directory.search", "Search", [.character("/")], "Searches names and addresses; role:Sales."),
    Action(
      "directory.new", "New", [.character("n")], "Makes a user, or a role.", danger: .changes),
    Action(
      "directory.set", "Set attributes", [.character("s")],
      "Edits the user's attributes in a form.", danger: .changes),
    Action(
      "directory.roles", "Roles", [.character("r")],
      "Ticks the roles that the user holds; a role can give access to the app.", danger: .changes),
    Action(
      "directory.testRun", "Test run", [.character("T")],
      "Creates, changes and deletes the user's account, and confirms each step.", danger: .asks),
    Action(
      "directory.access", "Give or take the app", [.character("p")],
      "Lets the role give access to the app, or not any more.", danger: .asks),
    Action(
      "directory.switch", "Users or roles", [.right, .left], "Switches between users and roles."),
    Action(
      "directory.delete", "Delete", [.character("D")],
      "Takes the user out of the directory, or forgets the role, after asking.", danger: .asks),
  ]

  static let user: [Action] = [
    Action("user.edit", "Edit", [.enter], "Edits the attribute under the cursor."), save, undo,
  ]

  static let audit: [Action] = [
    Action("audit.open", "Open", [.enter], "Shows the entry with its particulars and its hash."),
    Action("audit.filter", "Filter", [.character("/")], "Searches who, what and on what."),
    Action(
      "audit.verify", "Verify the chain", [.character("V")],
      "Computes the chain of the whole log anew."),
  ]
}
