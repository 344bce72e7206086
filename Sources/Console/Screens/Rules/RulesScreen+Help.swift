extension RulesScreen {
  static let help = [
    """
    Who gets into which groups, which values are set, and who gets no account. Rules \
    apply from the top; of two that set the same attribute the last one wins.
    """,
    """
    MATCHES counts the users that a rule matches, CHANGES those for whom a reapply would \
    change something. w lists them.
    """,
    """
    J and K move a rule; Space picks it up, arrows carry it, Enter drops it. In a rule \
    Ctrl-n adds a condition, Ctrl-t an action, Ctrl-x removes the line, Ctrl-v shows \
    whom it matches.
    """,
    """
    Conditions are a tree: a group (all or any of these) stands above its conditions, which \
    are indented. Ctrl-y puts a condition into the group above it, or into a new one; Ctrl-q \
    takes it out. At the end of each line stands of how many users it is true now.
    """,
    """
    A * is not saved yet. No account changes until R has shown its plan and you have \
    said yes.
    """,
  ]
}
