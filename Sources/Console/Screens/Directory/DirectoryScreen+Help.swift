extension DirectoryScreen {
  static let help = [
    """
    The people, their roles, and the sources that people come from; ← → goes from one to the \
    next. A role can give access to the app.
    """,
    """
    A source is a directory that usher reads by itself: OneLogin, LDAP, a file. Its row says how \
    old the last reading is and what it changed, or what is wrong; Enter says more, and s reads it \
    now. A user shows which source they come from and what it owns.
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
