import Text
import SCIM

/// A JSON value as text, so that tables stay readable.
func json(_ text: String) throws -> JSONValue {
  try JSONValue(parsing: text)
}

func path(_ text: String) throws -> AttributePath {
  try AttributePath(parsing: text)
}

func answer(_ status: Int, _ body: String) -> HTTPResponse {
  HTTPResponse(status: status, body: Array(body.utf8))
}
