extension AuditScreen {
  static let help = [
    """
    Who did what, when and from where, newest first. Nothing here can be changed.
    """,
    """
    Each entry holds the hash of the one before it. V computes the whole chain and says \
    where it is broken.
    """,
    """
    / searches by who, what and on what. Enter opens an entry with its particulars.
    """,
  ]
}
