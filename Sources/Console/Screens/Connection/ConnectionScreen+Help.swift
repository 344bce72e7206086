extension ConnectionScreen {
  static let help = [
    """
    Where the app is, how it is spoken to, and where its token comes from. Nothing is \
    sent to the app from here but tests.
    """,
    """
    Enter or an arrow goes into the fields, where typing types: commands are control \
    keys, function keys or Ctrl-p. Tab and the arrows move, Space and ← → choose, Ctrl-o \
    lists what can be chosen, Esc leaves and keeps the text. Ctrl-s saves; until then \
    the tab has a *.
    """,
    """
    t tests the connection step by step. E tests it and lets approved tasks be sent; E \
    again stops that. In production it asks first.
    """,
    """
    The line at the top says the app, its host, PROD or TEST, the state of its API with \
    the age of that, what waits and what failed.
    """,
  ]
}
