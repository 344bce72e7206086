import Text

extension SCIMFailure {
  /// Reads any answer that says no: SCIM's error message, those of SCIM 1.1 and of gateways, HTML,
  /// plain text or nothing. The status is the answer's own, and the message's where an answer of
  /// 200 to 299 holds an error message.
  public init(response: HTTPResponse) {
    guard let json = try? JSONValue(parsing: response.body) else {
      self.init(status: response.status, detail: Self.plainText(response.body))
      return
    }
    let error = Self.errorObject(json)
    let succeeded = (200..<300).contains(response.status)
    let stated = (error["status"] ?? error["code"])?.integer
    self.init(
      status: succeeded ? stated ?? response.status : response.status,
      scimType: Self.text(error["scimType"]),
      detail: Self.detail(error))
  }

  /// The object that says what is wrong, which some servers wrap.
  private static func errorObject(_ json: JSONValue) -> JSONValue {
    for name in ["Errors", "error", "schema"] {
      guard let inner = json[name] else { continue }
      if let first = inner.array?.first, first.object != nil || json["detail"] == nil {
        return first.object == nil && name == "schema" ? json : first
      }
      if inner.object != nil { return inner }
    }
    return json.array?.first ?? json
  }

  private static func detail(_ error: JSONValue) -> String? {
    let names = ["detail", "description", "error_description", "message", "title", "error"]
    for name in names {
      if let text = text(error[name]) { return text }
    }
    if let text = text(error) { return text }
    return error.isUnassigned || error["schemas"] != nil ? nil : collapse(error.text)
  }

  private static func text(_ value: JSONValue?) -> String? {
    guard let text = value?.scalarText else { return nil }
    let collapsed = collapse(text)
    return collapsed.isEmpty ? nil : collapsed
  }

  /// What a person would read of a body that is no JSON.
  private static func plainText(_ body: [UInt8]) -> String? {
    let text = String(decoding: body.prefix(65_536), as: UTF8.self)
    let shown = text.contains("<") ? withoutMarkup(text) : text
    let collapsed = collapse(shown)
    return collapsed.isEmpty ? nil : collapsed
  }

  private static func withoutMarkup(_ html: String) -> String {
    var result = ""
    var rest = html[...]
    var hidden: Set = ["script", "style"]
    while let open = rest.firstIndex(of: "<") {
      result += rest[..<open]
      rest = rest[open...]
      let tag = rest.dropFirst().prefix { $0.isLetter }.lowercased()
      if hidden.contains(tag) {
        if let end = rest.range(ofEndTag: tag) {
          rest = rest[end...]
        } else {
          // Not looked for again behind each of many.
          hidden.remove(tag)
        }
      }
      guard let close = rest.firstIndex(of: ">") else { return result }
      rest = rest[rest.index(after: close)...]
      result += " "
    }
    result += rest
    let entities = [
      ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&nbsp;", " "),
      ("&amp;", "&"),
    ]
    return entities.reduce(result) { text, entity in
      text.split(separator: entity.0, omittingEmptySubsequences: false).joined(separator: entity.1)
    }
  }

  /// One line: each run of white space is one space, and no more text than is kept.
  private static func collapse(_ text: String) -> String {
    String(text.unicodeScalars.prefix(4 * maximumDetail)).split(whereSeparator: \.isWhitespace)
      .joined(separator: " ")
  }
}

extension Substring {
  /// Where `</tag` starts.
  fileprivate func range(ofEndTag tag: String) -> Index? {
    var position = startIndex
    while let open = self[position...].firstIndex(of: "<") {
      if self[open...].dropFirst().prefix(tag.count + 1).lowercased() == "/" + tag { return open }
      position = index(after: open)
    }
    return nil
  }
}
