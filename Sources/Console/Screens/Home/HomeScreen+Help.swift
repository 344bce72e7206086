extension HomeScreen {
  static let help = [
    """
    What needs you, in every app: what does not work (!), then what waits for a decision. \
    Enter goes to where it is dealt with; 0 comes back here.
    """,
    """
    Tasks that wait for approval, by what they do. Failures, by what made them fail. Plans \
    that a limit stopped. Apps that are paused or cannot be reached. Approved tasks that no \
    worker takes. Users who were evaluated under older rules. Sources of people that were not \
    read in time. What differed when an app was read back last, by whomever. Changes that are not saved.
    """,
    """
    usher status says the same on the command line; with --check its exit code is for monitoring.
    """,
  ]
}
