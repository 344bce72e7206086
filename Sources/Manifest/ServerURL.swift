import Text

/// The URL of a server that is a scheme, a host and perhaps a port.
enum ServerURL {
  /// Takes `ldaps://HOST[:PORT]` and `ldap://HOST[:PORT]`, which is encrypted by StartTLS.
  static func checkDirectory(_ text: String) throws(ValueProblem) -> String {
    try check(
      text, "ldap",
      "must be a host and perhaps a port, such as `ldaps://dc1.example.com`; base, filter and account have keys of their own"
    )
  }

  /// Takes `smtps://HOST[:PORT]` and `smtp://HOST[:PORT]`, which is encrypted by STARTTLS.
  static func checkMail(_ text: String) throws(ValueProblem) -> String {
    try check(
      text, "smtp",
      "must be a host and perhaps a port, such as `smtp://mail.example.com`; user and password have keys of their own"
    )
  }

  private static func check(
    _ text: String, _ scheme: String, _ otherwise: String
  ) throws(ValueProblem) -> String {
    let schemes = [scheme + "s://", scheme + "://"]
    guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0) }) else {
      // What is no such URL may hold a password, as in `user:password@host`.
      let shown = text.contains("@") ? "" : ", not \(text.quotedForPeople)"
      throw ValueProblem(
        reason: "must be \(schemes[0])HOST or \(schemes[1])HOST (with StartTLS)\(shown)")
    }
    var place = text.dropFirst(scheme.count)
    if place.last == "/" { place.removeLast() }
    let isClean = place.utf8.allSatisfy { byte in
      (0x21...0x7E).contains(byte) && !"/?#@\\\"<>,".utf8.contains(byte)
    }
    guard isClean, !place.isEmpty, place.first != ":" else { throw ValueProblem(reason: otherwise) }
    let isBracketed = place.hasPrefix("[")
    let rest = isBracketed ? place.drop { $0 != "]" }.dropFirst() : place.drop { $0 != ":" }
    if !rest.isEmpty {
      guard rest.first == ":", let port = Int(rest.dropFirst()), (1...65_535).contains(port) else {
        throw ValueProblem(
          reason: "has a port that is no number from 1 to 65535: \(text.quotedForPeople)")
      }
    }
    return scheme + place
  }
}
