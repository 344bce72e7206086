extension TasksScreen {
  static let help = [
    """
    Every change to one account or group: pending (waits for you), approved, running, \
    provisioned (done and seen), failed, ignored, superseded (another one took its \
    place). Newest first, live.
    """,
    """
    / filters while you type: status:failed action:delete user:ann group:VPN dept:Sales \
    age:2h, any attribute of the directory, or words of the name or error. A status or \
    an action alone is one too: delete. !ignored, !delete and !bob leave out. ↑ takes up \
    earlier filters, ← → go through the statuses. s keeps the filter that is shown, and \
    lists those that you keep; o sorts by a column.
    """,
    """
    a approves what is chosen, i ignores it, r tries it again. Space, v and * mark (*) \
    several. A, I and Ctrl-r decide about all that the filter matches. Deletions, \
    suspensions and many at once ask first.
    """,
    """
    Enter opens a task: who and why, from what to what, the exact request, the answers, \
    what the app holds.
    """,
  ]
}
