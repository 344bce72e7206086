import Foundation
import SCIM

/// The form in which a request is sent: some apps want a slash behind a path, or take no paging.
struct RequestForm: Sendable, Hashable {
  /// A way in which a form differs from the plain one.
  enum Variant: String, Sendable, Hashable {
    /// The path ends with a slash.
    case slash
    /// The query has no `count`.
    case uncounted
    /// The query has neither `count` nor `startIndex`.
    case unpaged
  }

  /// What usher means to send.
  let request: HTTPRequest
  /// How it is sent.
  var variants: Set<Variant> = []

  /// `Users` of `/Users?count=1` and of `/Users/7`.
  var collection: Substring { segments.first ?? "" }

  /// Whether it is about the collection itself and no resource in it.
  var isCollection: Bool { segments.count == 1 }

  /// The path without its query.
  private var place: Substring { request.path.prefix { $0 != "?" } }

  private var segments: [Substring] { place.split(separator: "/") }

  /// The request as it is sent.
  var sent: HTTPRequest {
    if variants.isEmpty { return request }
    var sent = request
    var place = String(place)
    var query = request.path.dropFirst(place.count).dropFirst().split(separator: "&")
    let dropped = variants.contains(.unpaged) ? ["count=", "startIndex="] : ["count="]
    if variants.contains(.unpaged) || variants.contains(.uncounted) {
      query.removeAll { parameter in dropped.contains { parameter.hasPrefix($0) } }
    }
    if variants.contains(.slash), !place.hasSuffix("/") { place += "/" }
    sent.path = query.isEmpty ? place : place + "?" + query.joined(separator: "&")
    return sent
  }

  /// The variant that an answer asks for; `nil` where it asks for none.
  ///
  /// - Parameter base: the app's base URL. A redirect is never followed: where it leads to the very
  ///   same place with a slash, on the same host, the request is sent there by our own means.
  func wanted(by response: HTTPResponse, base: String) -> Variant? {
    switch response.status {
    case 301, 307, 308:
      guard !variants.contains(.slash), let location = response.headers["location"],
        Self.leads(location, to: String(place) + "/", below: base)
      else { return nil }
      return .slash
    case 404:
      let isKnown = ["users", "groups"].contains(collection.lowercased())
      return isCollection && isKnown && !variants.contains(.slash) ? .slash : nil
    case 400, 500, 501:
      guard request.method == "GET", isCollection, !variants.contains(.unpaged) else { return nil }
      let path = sent.path
      let hasStart = path.contains("startIndex=")
      if path.contains("count="), hasStart { return .uncounted }
      return hasStart || path.contains("count=") ? .unpaged : nil
    default: return nil
    }
  }

  /// Whether an answer proves that a form which was tried is the one that the app wants.
  static func proves(_ response: HTTPResponse, _ variant: Variant) -> Bool {
    switch variant {
    case .slash:
      return !(300..<400).contains(response.status) && response.status < 500
        && ![404, 405, 410].contains(response.status)
    case .uncounted, .unpaged: return (200..<300).contains(response.status)
    }
  }

  private static func leads(_ location: String, to place: String, below base: String) -> Bool {
    guard let base = URLComponents(string: base),
      let target = URLComponents(string: location, encodingInvalidCharacters: false)
    else { return false }
    if target.host != nil || target.scheme != nil {
      guard let scheme = base.scheme?.lowercased(), target.scheme?.lowercased() == scheme,
        let host = base.host?.lowercased(), target.host?.lowercased() == host
      else { return false }
      let usual = scheme == "https" ? 443 : 80
      guard base.port ?? usual == target.port ?? usual else { return false }
    }
    let root = base.percentEncodedPath.reversed().drop { $0 == "/" }.reversed()
    return target.user == nil && target.password == nil
      && target.percentEncodedPath == String(root) + place
  }
}
