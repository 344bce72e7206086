import Provisioning

/// The columns of directory files that are known, for the manual.
public enum KnownColumns {
  /// A table of Markdown: what a column is, and the names by which it is known.
  public static var markdown: [String] {
    ["| in usher | columns that are known |", "| --- | --- |"]
      + KnownNames.rows(
        KnownColumn.table.map { (words($0.meaning), KnownNames.list($0.names, $0.source)) })
  }

  private static func words(_ meaning: KnownColumn.Meaning) -> String {
    switch meaning {
    case .username(let rank): "`username`, \(["first", "second", "third", "fourth"][rank - 1])"
    case .status(.active): "`status`"
    case .status(.inactive): "`status`, where yes is suspended"
    case .status(.flags): "`status`, suspended where bit 2 is set"
    case .attribute(let name): "`\(name)`"
    case .leftOut: "left out"
    }
  }
}

/// The words for a status that are known, for the manual.
public enum KnownStatusWords {
  /// A table of Markdown.
  public static var markdown: [String] {
    ["| status | words that are known, in any case |", "| --- | --- |"]
      + KnownNames.rows(
        StatusWords.table.map {
          ("`\($0.status.rawValue)`", KnownNames.list($0.words, $0.source))
        } + [
          ("yes", KnownNames.list(StatusWords.yes, .common)),
          ("no", KnownNames.list(StatusWords.no, .common)),
        ])
  }
}

/// Rows of a table of names.
private enum KnownNames {
  /// One row for each meaning, in the order in which the meanings first come.
  static func rows(_ pairs: [(meaning: String, names: String)]) -> [String] {
    var order: [String] = []
    var names: [String: [String]] = [:]
    for pair in pairs {
      if names[pair.meaning] == nil { order.append(pair.meaning) }
      names[pair.meaning, default: []].append(pair.names)
    }
    return order.map { "| \($0) | \((names[$0] ?? []).joined(separator: "; ")) |" }
  }

  static func list(_ names: [String], _ source: KnownColumn.Source) -> String {
    let list = names.map { "`\($0)`" }.joined(separator: ", ")
    return source == .common ? list : "\(list) (\(source.rawValue))"
  }
}
