import Text
import SCIM

extension SandboxProfile {
  /// The answer that says no, as the profile words it.
  func errorResponse(_ failure: SCIMFailure) -> HTTPResponse {
    switch errors {
    case .scim: return .scim(failure.status, failure.json)
    case .scimAndSchema:
      var json = failure.json
      json.set(json["schemas"], at: "schema")
      return .scim(failure.status, json)
    case .html:
      let detail = failure.detail ?? "Error"
      let page = """
        <!DOCTYPE html><html><head><title>\(failure.status)</title><style>p{color:#333}</style></head>
        <body><h1>\(failure.status)</h1><p>\(Self.escaped(detail))</p></body></html>
        """
      return HTTPResponse(
        status: failure.status, headers: ["content-type": "text/html; charset=utf-8"],
        body: Array(page.utf8))
    }
  }

  private static func escaped(_ text: String) -> String {
    text.reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      default: result.append(character)
      }
    }
  }
}

extension SCIMFailure {
  static func notFound(_ what: String) -> SCIMFailure {
    SCIMFailure(status: 404, detail: "There is no \(what).")
  }

  static func notAllowed(_ call: SandboxCall) -> SCIMFailure {
    SCIMFailure(
      status: 405,
      detail: "\(call.method) is not possible on /\(call.segments.joined(separator: "/")).")
  }

  static var notImplemented: SCIMFailure {
    SCIMFailure(status: 501, detail: "This is not implemented.")
  }
}
