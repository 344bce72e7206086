extension NotifySettings {
  /// Mail that each notice is sent as.
  public struct Mail: Sendable, Hashable, Codable {
    /// The sender's address.
    public var from: String
    /// The addresses that get it.
    public var to: [String]
    /// `smtp://HOST[:PORT]`, which is encrypted by STARTTLS, or `smtps://HOST[:PORT]`; `nil` hands it to
    /// this host's `sendmail`.
    public var server: String?
    /// Who signs in at the server; `nil`: nobody does.
    public var user: String?
    /// Where the user's password is.
    public var password: TokenSource?
    /// A file with the certificates (PEM) to trust instead of the system's.
    public var caFile: String?

    /// Mail.
    public init(
      from: String, to: [String], server: String? = nil, user: String? = nil,
      password: TokenSource? = nil, caFile: String? = nil
    ) {
      self.from = from
      self.to = to
      self.server = server
      self.user = user
      self.password = password
      self.caFile = caFile
    }

    /// Whether a text is an address that can stand in a command to a mail server and in a header:
    /// ASCII, without spaces and marks that mean something there.
    public static func isAddress(_ text: String) -> Bool {
      let parts = text.split(separator: "@", omittingEmptySubsequences: false)
      return parts.count == 2 && text.utf8.count <= 254
        && parts.allSatisfy { part in
          !part.isEmpty && !part.hasPrefix("-")
            && part.utf8.allSatisfy {
              (0x21...0x7E).contains($0) && !"<>()[]\\,;:\"".utf8.contains($0)
            }
        }
    }
  }
}
