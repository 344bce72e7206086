public import Provisioning
import Yams

/// The configuration file: YAML in, apps and settings out, and back.
public enum Manifest {
  /// The largest file, in bytes.
  public static let sizeLimit = 64_000_000

  /// Reads a configuration file. Nothing of a file with a fault is taken.
  ///
  /// - Parameters:
  ///   - text: the file's text.
  ///   - file: the file's name, for the errors.
  ///   - vendors: what a `template` may name.
  /// - Throws: everything that is wrong with the file, up to a limit, by line and column.
  public static func read(
    text: String, file: String, vendors: VendorCatalog = .builtIn
  ) throws(ManifestProblems) -> ManifestFile {
    try read(YAMLDocument(text: text), file) { nodes, root in
      FileReader(nodes: nodes, vendors: vendors).file(root)
    }
  }

  /// Reads the bytes of a configuration file, which must be UTF-8, with or without a byte order
  /// mark.
  public static func read(
    bytes: [UInt8], file: String, vendors: VendorCatalog = .builtIn
  ) throws(ManifestProblems) -> ManifestFile {
    try read(text: try text(of: bytes, file), file: file, vendors: vendors)
  }

  /// Reads a text by a function that gets its root node.
  static func read<Content>(
    _ document: YAMLDocument, _ file: String, _ read: (NodeReader, Node) -> Content
  ) throws(ManifestProblems) -> Content {
    guard document.source.text.utf8.count <= sizeLimit else {
      throw problems(file, 1, 1, "the file is larger than \(sizeLimit / 1_000_000) MB; split it")
    }
    var document = document
    guard let root = document.compose() else {
      throw ManifestProblems(file: file, problems: document.problems)
    }
    let nodes = NodeReader(document: document)
    let content = read(nodes, root)
    guard nodes.problems.isEmpty else {
      throw ManifestProblems(file: file, problems: nodes.problems)
    }
    return content
  }

  /// The text of a file.
  ///
  /// - Throws: where it stops being UTF-8.
  static func text(of bytes: [UInt8], _ file: String) throws(ManifestProblems) -> String {
    if let text = String(validating: bytes, as: UTF8.self) { return text }
    let valid = validPrefix(bytes)
    let line = valid.count { $0 == 0x0A } + 1
    let start = valid.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let column = String(decoding: valid[start...], as: UTF8.self).unicodeScalars.count + 1
    throw problems(file, line, column, "the file is not UTF-8; save it as UTF-8")
  }

  /// Writes a configuration file that reads back to the same. One thing is lost: U+FEFF at the very
  /// beginning of a text, which the YAML library takes for a byte order mark.
  ///
  /// - Parameter notes: what stands in it as comments, for each app of the file.
  public static func write(_ file: ManifestFile, notes: [AppNote] = []) -> String {
    ManifestWriter(notes: notes).text(of: file)
  }

  /// Writes the apps as a configuration file that says nothing else.
  public static func write(_ apps: [AppDefinition]) -> String {
    write(ManifestFile(apps: apps))
  }

  private static func problems(_ file: String, _ line: Int, _ column: Int, _ reason: String)
    -> ManifestProblems
  {
    let problem = ManifestProblem(line: line, column: column, reason: reason)
    return ManifestProblems(file: file, problems: [problem])
  }

  /// The bytes before the first that does not belong to UTF-8.
  private static func validPrefix(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var valid = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      valid += UTF8.width(scalar)
    }
    return bytes[..<valid]
  }
}
