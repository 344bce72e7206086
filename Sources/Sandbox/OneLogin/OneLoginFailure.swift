import Text
import SCIM

/// An answer that says no, in one of the five shapes that the API has.
enum OneLoginFailure: Error {
  /// `{"status": {"error": true, "code", "type", "message"}}`.
  case v1(Int, type: String, String)
  /// `{"message", "statusCode", "name"}`; the name without its `Error`.
  case v2(Int, name: String, String, field: String? = nil)
  /// `{"status", "error", "description"}`.
  case paging(String)
  /// 422 `{"code", "message", "errors": [{"field", "message": […]}]}`.
  case rule(field: String, String)
  /// A page for browsers.
  case page(Int, String)

  static func notFound(_ what: String) -> OneLoginFailure {
    .v2(404, name: "NotFound", "\(what) not found")
  }

  static func badRequest(_ message: String) -> OneLoginFailure {
    .v2(400, name: "BadRequest", message)
  }

  var response: HTTPResponse {
    switch self {
    case .v1(let status, let type, let message):
      return .json(status, Self.status(status, type: type, message))
    case .v2(let status, let name, let message, let field):
      var body = JSONObject([
        ("message", .string(message)), ("statusCode", .integer(Int64(status))),
        ("name", .string(name + "Error")),
      ])
      if let field { body["field"] = .string(field) }
      return .json(status, .object(body))
    case .paging(let message):
      return .json(
        400,
        ["status": 400, "error": "BadRequestError", "description": .string(message)])
    case .rule(let field, let message):
      return .json(
        422,
        [
          "code": 422, "message": "Validation Failed",
          "errors": [["field": .string(field), "message": [.string(message)]]],
        ])
    case .page(let status, let title):
      let page = """
        <html>
        <head><title>\(status) \(title)</title></head>
        <body><center><h1>\(status) \(title)</h1></center></body>
        </html>
        """
      return HTTPResponse(
        status: status, headers: ["content-type": "text/html"], body: Array(page.utf8))
    }
  }

  /// The wrapper of v1's answers.
  static func status(_ code: Int, type: String, _ message: String) -> JSONValue {
    [
      "status": [
        "error": .bool(code >= 400), "code": .integer(Int64(code)), "type": .string(type),
        "message": .string(message),
      ]
    ]
  }
}

extension HTTPResponse {
  /// An answer with a JSON body, or with none.
  static func json(
    _ status: Int, _ body: JSONValue? = nil, headers: [String: String] = [:]
  ) -> HTTPResponse {
    var headers = headers
    if body != nil { headers["content-type"] = "application/json; charset=utf-8" }
    return HTTPResponse(status: status, headers: headers, body: body?.bytes ?? [])
  }
}
