import Text

/// The SCIM JSON template of a connector: which value stands at which path.
public struct OneLoginTemplate: Sendable, Hashable {
  /// A path and the text there, with its `{$…}`.
  struct Entry: Sendable, Hashable {
    var path: String
    var text: String
  }

  /// The entries in order.
  let entries: [Entry]
  /// Paths whose form is not known.
  let unknown: [String]

  /// Why a text is no template.
  public struct Unreadable: Error, Sendable, Hashable {
    /// What is wrong, as the end of a sentence.
    public let reason: String
  }

  /// Reads a template. A `{$…}` may stand outside quotes.
  public init(parsing text: String) throws(Unreadable) {
    let json: JSONValue
    do {
      json = try JSONValue(parsing: Self.quoted(text))
    } catch {
      throw Unreadable(reason: "it is not JSON: \(error.reason) at byte \(error.offset)")
    }
    guard let object = json.object else { throw Unreadable(reason: "it is no JSON object") }
    var walk = Walk()
    walk.take(object, at: "")
    entries = walk.entries
    unknown = walk.unknown
  }

  /// The template that a configuration holds; `nil` for none.
  static func found(in configuration: JSONObject) -> String? {
    configuration.members.compactMap(\.value.string).first { text in
      text.contains("{$") && text.drop(while: \.isWhitespace).first == "{"
    }
  }

  /// The text with quotes around each `{$…}` that has none.
  private static func quoted(_ text: String) -> String {
    var output = ""
    var isInside = false
    var isEscaped = false
    var rest = text[...]
    while let character = rest.first {
      if !isInside, rest.hasPrefix("{$"), let end = rest.firstIndex(of: "}") {
        output += "\"\(rest[...end])\""
        rest = rest[rest.index(after: end)...]
        continue
      }
      if character == "\"", !isEscaped { isInside.toggle() }
      isEscaped = isInside && character == "\\" && !isEscaped
      output.append(character)
      rest = rest.dropFirst()
    }
    return output
  }

  private struct Walk {
    var entries: [Entry] = []
    var unknown: [String] = []

    mutating func take(_ object: JSONObject, at prefix: String) {
      for member in object.members {
        if prefix.isEmpty, ["schemas", "meta", "id"].contains(member.name) { continue }
        let isSchema = member.name.lowercased().hasPrefix("urn:")
        let path = prefix + member.name
        switch member.value {
        case .object(let inner): take(inner, at: path + (isSchema ? ":" : "."))
        case .array(let elements): take(elements, at: path)
        case .string(let text): if !text.isEmpty { entries.append(Entry(path: path, text: text)) }
        case .bool, .integer, .number:
          entries.append(Entry(path: path, text: member.value.scalarText ?? ""))
        case .null: continue
        }
      }
    }

    private mutating func take(_ elements: [JSONValue], at path: String) {
      for element in elements {
        guard let object = element.object else {
          unknown.append(path)
          continue
        }
        let type = object["type"]?.string ?? "work"
        for member in object.members where !["type", "primary"].contains(member.name) {
          guard let text = member.value.scalarText else {
            unknown.append("\(path).\(member.name)")
            continue
          }
          entries.append(Entry(path: "\(path)[type eq \"\(type)\"].\(member.name)", text: text))
        }
      }
    }
  }
}
