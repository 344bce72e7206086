import SCIM

/// Where a mail server is: `smtp://HOST[:PORT]`, encrypted by STARTTLS, or `smtps://HOST[:PORT]`.
struct MailServer: Sendable {
  /// Host and port; encrypted from the first byte or not.
  let endpoint: Endpoint

  init(_ url: String) throws(TransportError) {
    let parts = url.split(separator: "://", maxSplits: 1).map(String.init)
    guard parts.count == 2, ["smtp", "smtps"].contains(parts[0].lowercased()) else {
      throw .unreachable("\(url) is no mail server; write smtp://HOST or smtps://HOST")
    }
    let isTLS = parts[0].lowercased() == "smtps"
    let hasPort =
      parts[1].drop { $0 != "]" }.contains(":")
      || !parts[1].hasPrefix("[")
        && parts[1].contains(":")
    let place = hasPort ? parts[1] : parts[1] + (isTLS ? ":465" : ":587")
    endpoint = try Endpoint((isTLS ? "https://" : "http://") + place)
  }
}
