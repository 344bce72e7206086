import Yams

/// A person's own settings, keys or a theme: a flat list in YAML of names, each with a text or a
/// list of texts.
public enum SettingsText {
  /// One name and what stands under it.
  public struct Entry: Sendable, Hashable {
    /// The name.
    public let name: String
    /// The text, or the texts of the list.
    public let values: [String]
  }

  /// Why a text is no such list: a reason for a person, with the line where one is known.
  public struct Problem: Error, Sendable, Hashable {
    /// What is wrong.
    public let reason: String
  }

  /// The largest text, in bytes.
  public static let sizeLimit = 65_536

  /// Reads the list; an empty text is an empty list.
  public static func entries(_ text: String) throws(Problem) -> [Entry] {
    guard text.utf8.count <= sizeLimit else {
      throw Problem(reason: "it is larger than \(sizeLimit >> 10) KB")
    }
    if AliasScan(text).isTooComplex { throw Problem(reason: "it has aliases; write them out") }
    guard let node = try node(text) else { return [] }
    guard let pairs = node.mapping else {
      throw Problem(reason: "it is not a list of `name: \"text\"`")
    }
    var entries: [Entry] = []
    for (key, value) in pairs {
      let texts = value.sequence.map { $0.map(\.scalar?.string) } ?? [value.scalar?.string]
      guard let name = key.scalar?.string, !texts.contains(nil) else {
        throw Problem(reason: "line \(key.mark?.line ?? 0) is not `name: \"text\"`")
      }
      entries.append(Entry(name: name, values: texts.compactMap { $0 }))
    }
    return entries
  }

  private static func node(_ text: String) throws(Problem) -> Node? {
    do {
      return try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw Problem(reason: reason(error))
    } catch {
      throw Problem(reason: "it is not YAML")
    }
  }

  private static func reason(_ error: YamlError) -> String {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "line \(mark.line): \(problem)"
    case .duplicatedKeysInMapping(let names, let context):
      "line \(context.mark.line): \(names.joined(separator: ", ")) appears twice"
    case .no, .memory, .reader, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
      "it is not YAML"
    }
  }
}
