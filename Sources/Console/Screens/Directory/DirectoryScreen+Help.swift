extension DirectoryScreen {
  static let help = [
    """
    The people and their roles; ← → switches between the two. A role can give access to \
    the app.
    """,
    """
    / searches names and addresses; role:Sales shows who holds a role. Enter opens a \
    user: attributes, roles, and for each app the account and why.
    """,
    """
    n makes a user by one line, such as ann email=ann@example.com roles=Employees, or by \
    a form when only the name is typed. s edits attributes, r the roles.
    """,
    """
    T creates, changes and deletes the user's account in the app, to prove that the app \
    does as it should.
    """,
  ]
}
