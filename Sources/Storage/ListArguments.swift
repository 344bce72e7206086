import Text

/// A list of keys as one argument of a statement, so that the statement stays the same.
struct KeyList {
  /// As JSON.
  let text: String

  init(_ keys: some Sequence<Int64>) {
    text = "[" + keys.map(String.init).joined(separator: ",") + "]"
  }
}

/// A list of texts as one argument of a statement.
struct TextList {
  let texts: [String]

  init(_ texts: [String]) { self.texts = texts }

  /// As JSON.
  var text: String { JSONValue.array(texts.map { .string($0) }).text }
}

/// Texts by their names as one argument of a statement.
struct TextsByName {
  /// As JSON.
  let text: String

  init(_ members: JSONObject) { text = JSONValue.object(members).text }
}

extension KeyList: StatementArgument {
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    text.bind(to: statement, at: place)
  }
}

extension TextList: StatementArgument {
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    text.bind(to: statement, at: place)
  }
}

extension TextsByName: StatementArgument {
  func bind(to statement: OpaquePointer, at place: Int32) -> Int32 {
    text.bind(to: statement, at: place)
  }
}
