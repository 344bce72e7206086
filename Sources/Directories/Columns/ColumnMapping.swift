import Text
import Provisioning

/// What an admin says that columns are; it wins over every table.
public struct ColumnMapping: Sendable, Hashable {
  /// Of this one file: `--column`.
  public var ofFile: [String: String]
  /// Of every file: `columns:` of the configuration.
  public var ofEveryFile: [String: String]

  /// A mapping from headers to attributes; an empty attribute leaves the column out, `suspended` is
  /// a status by which `true` means that the person is not active.
  public init(ofFile: [String: String] = [:], ofEveryFile: [String: String] = [:]) {
    self.ofFile = ofFile
    self.ofEveryFile = ofEveryFile
  }

  /// The attributes that were said for headers, by the header's index. What is said of a header in
  /// its own spelling is said of that one alone.
  func attributes(of headers: [String]) -> [Int: String] {
    var said: [Int: String] = [:]
    for columns in [ofEveryFile, ofFile] {
      for (name, attribute) in columns.sorted(by: { $0.key < $1.key }) {
        let exact = headers.indices.filter { headers[$0] == name }
        let same = headers.indices.filter { ColumnName.areSame(headers[$0], name) }
        for index in exact.isEmpty ? same : exact { said[index] = attribute }
      }
    }
    return said
  }

  /// The option that says what a column is, as it is typed in a shell.
  static func option(_ header: String, _ attribute: String) -> String {
    let isPlain =
      header.utf8.count <= 80 && !header.utf8.contains(UInt8(ascii: "'"))
      && header.quotedForPeople == "`\(header)`"
    return "--column '\(isPlain ? header : "HEADER")=\(attribute)'"
  }

  /// The headers that were named for this file and are not among these.
  func missing(among headers: [String]) -> [String] {
    let folded = Set(headers.map(ColumnName.folded))
    return ofFile.keys.filter { !folded.contains(ColumnName.folded($0)) }.sorted()
  }
}
