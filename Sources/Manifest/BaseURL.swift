import Text

/// Checks the base URL of a service provider.
enum BaseURL {
  /// The URL without a slash at its end.
  ///
  /// `http` is taken for loopback hosts alone: the bearer token goes with each request, and without
  /// TLS everybody on the way could read it.
  static func check(_ text: String) throws(ValueProblem) -> String {
    guard let separator = text.firstRange(of: "://") else {
      throw ValueProblem(reason: "must be a URL such as `https://tenant.example.com/scim/v2`")
    }
    let scheme = text[..<separator.lowerBound].lowercased()
    guard scheme == "https" || scheme == "http" else {
      throw ValueProblem(reason: "must begin with `https://`, not `\(shown(scheme))://`")
    }
    let rest = text[separator.upperBound...]
    let authority = rest.prefix { !"/?#".contains($0) }
    // Neither is repeated in the error: a password or a token may stand there.
    guard !authority.contains("@") else {
      throw ValueProblem(reason: "contains a user or a password; remove it, and use `token`")
    }
    guard !rest.contains("?"), !rest.contains("#") else {
      throw ValueProblem(reason: "contains a query or a fragment; end it before `?` or `#`")
    }
    guard rest.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !"\"<>\\^`{|}".utf8.contains($0) })
    else {
      throw ValueProblem(
        reason: "contains a space or a character that a URL cannot have; percent-encode it")
    }
    let host = try host(authority)
    guard scheme == "https" || isLoopback(host) else {
      throw ValueProblem(
        reason: "must begin with `https://`: without TLS the token would travel in the clear "
          + "(`http://` is for this machine alone, `localhost` or 127.0.0.1)")
    }
    let path = rest[authority.endIndex...]
    let end = path.lastIndex { $0 != "/" }.map { path.index(after: $0) } ?? path.startIndex
    return "\(scheme)://\(authority)\(path[..<end])"
  }

  /// The address of a receiver, which may end in a slash and have a query.
  static func checkWithQuery(_ text: String) throws(ValueProblem) -> String {
    let start = text.firstIndex { "?#".contains($0) } ?? text.endIndex
    let (place, query) = (text[..<start], text[start...])
    guard !query.contains("#"), query.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
      throw ValueProblem(
        reason: "contains a fragment or a character that a URL cannot have; percent-encode it")
    }
    let checked = try check(String(place))
    return checked + (place.hasSuffix("/") ? "/" : "") + query
  }

  /// The host of an authority, whose port must be a number.
  private static func host(_ authority: Substring) throws(ValueProblem) -> Substring {
    var host = authority
    var port: Substring?
    if authority.first == "[", let close = authority.firstIndex(of: "]") {
      host = authority[...close]
      let rest = authority[authority.index(after: close)...]
      if !rest.isEmpty {
        guard rest.first == ":" else { throw badHost(authority) }
        port = rest.dropFirst()
      }
    } else if let colon = authority.lastIndex(of: ":") {
      host = authority[..<colon]
      port = authority[authority.index(after: colon)...]
    }
    if let port {
      guard let number = UInt16(port), number > 0, port.utf8.first != UInt8(ascii: "+") else {
        throw ValueProblem(reason: "has a port that is not a number from 1 to 65535")
      }
    }
    guard !host.isEmpty else {
      throw ValueProblem(reason: "names no host; write `https://HOST/…`")
    }
    guard host.first == "[" || host.utf8.allSatisfy(isHostByte) else { throw badHost(host) }
    return host
  }

  private static func badHost(_ host: Substring) -> ValueProblem {
    ValueProblem(reason: "has an invalid host, \(String(host).quotedForPeople)")
  }

  private static func isHostByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
      UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func isLoopback(_ host: Substring) -> Bool {
    let name = host.lowercased()
    if name == "localhost" || name == "[::1]" { return true }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }

  private static func shown(_ scheme: String) -> String {
    String(scheme.quotedForPeople.dropFirst().dropLast())
  }
}
