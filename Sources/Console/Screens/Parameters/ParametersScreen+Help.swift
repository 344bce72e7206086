extension ParametersScreen {
  static let help = [
    """
    Each attribute of the app and where its value comes from: text with {{ attribute }} \
    of the directory in it, and filters behind a |.
    """,
    """
    The last column shows the value for a sample user; s chooses another. Enter edits \
    with a preview, n adds an attribute, D goes back to the template's value.
    """,
    """
    A * is not saved yet. No account changes until R has shown its plan and you have \
    said yes.
    """,
  ]
}
