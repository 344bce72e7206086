import Provisioning
import Yams

/// Reads where a secret is. No error here repeats a value: someone may have put the secret itself where
/// its place belongs.
struct TokenReader {
  let nodes: NodeReader

  /// Where a secret is.
  ///
  /// - Parameter key: the key under which this stands.
  func token(_ node: Node, as key: String = "token") -> TokenSource? {
    guard node.scalar == nil else {
      nodes.fail(
        node,
        NodeReader.isNull(node)
          ? "`\(key)` does not say where the \(key) is; write `{ env: NAME }`, or remove the key"
          : "a \(key) must not be in the file; keep it elsewhere and write `{ env: NAME }`, "
            + "`{ file: PATH }`, `{ command: […] }` or `{ credential: NAME }`")
      return nil
    }
    let sources = ["env", "file", "command", "credential"]
    guard let fields = nodes.fields(node, of: "`\(key)`", known: sources) else { return nil }
    guard fields.names.count == 1, let source = fields.names.first, let value = fields[source]
    else {
      nodes.fail(node, "`\(key)` needs exactly one of `env`, `file`, `command` and `credential`")
      return nil
    }
    return source == "command" ? command(value) : place(value, in: source, key)
  }

  private func place(_ node: Node, in source: String, _ key: String) -> TokenSource? {
    guard let text = nodes.text(node, of: "`\(source)`") else { return nil }
    switch source {
    case "env":
      if Self.isVariable(text) { return .environment(text) }
      nodes.fail(
        node,
        "`env` needs the name of an environment variable (letters, digits and _), "
          + "not the \(key) itself")
    case "credential":
      if !text.contains("/"), text != ".", text != ".." { return .credential(text) }
      nodes.fail(node, "`credential` needs the name of a credential, not a path")
    default: return .file(text)
    }
    return nil
  }

  private func command(_ node: Node) -> TokenSource? {
    guard node.sequence != nil else {
      nodes.fail(
        node, "`command` must be a list of the program and its arguments; write `[pass, show, …]`")
      return nil
    }
    let elements = nodes.elements(node, of: "`command`", allowsNull: false)
    let words = elements.compactMap { nodes.text($0, of: "a word of `command`", mayBeEmpty: true) }
    guard words.count == elements.count else { return nil }
    guard let program = words.first, !program.isEmpty else {
      nodes.fail(node, "`command` names no program; write `[pass, show, …]`")
      return nil
    }
    return .command(words)
  }

  private static func isVariable(_ name: String) -> Bool {
    guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
  }
}
