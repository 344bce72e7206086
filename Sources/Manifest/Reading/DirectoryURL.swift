import Text

/// The URL of an LDAP server.
enum DirectoryURL {
  /// Takes `ldaps://HOST[:PORT]` and `ldap://HOST[:PORT]`, which is encrypted by StartTLS.
  static func check(_ text: String) throws(ValueProblem) -> String {
    let schemes = ["ldaps://", "ldap://"]
    guard let scheme = schemes.first(where: { text.lowercased().hasPrefix($0) }) else {
      throw ValueProblem(
        reason: "must be ldaps://HOST or ldap://HOST (with StartTLS), not \(text.quotedForPeople)")
    }
    var place = text.dropFirst(scheme.count)
    if place.last == "/" { place.removeLast() }
    let isClean = place.utf8.allSatisfy { byte in
      (0x21...0x7E).contains(byte) && !"/?#@\\\"<>,".utf8.contains(byte)
    }
    guard isClean, !place.isEmpty, place.first != ":" else {
      throw ValueProblem(
        reason:
          "must be a host and perhaps a port, such as `ldaps://dc1.example.com`; base, filter and account have keys of their own"
      )
    }
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
