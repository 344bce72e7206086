extension ProvisioningScreen {
  static let help = [
    """
    What usher does by itself, what waits for an admin, and what becomes of the accounts \
    of people who leave.
    """,
    """
    A tick under 'needs approval' means: wait for an admin. Without it such a change is \
    sent as soon as it is planned.
    """,
    """
    A limit stops a plan as a whole when it would delete or suspend more accounts than \
    that. What a limit holds is told on every screen until R has let it go or the cause \
    is gone.
    """,
    """
    f reads the groups (entitlements) that the app offers, for the rules to choose from.
    """,
  ]
}
