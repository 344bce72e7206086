import Text
import Directories
import Engine

/// What is said of an import beside its counts.
enum ImportText {
  /// Says what somebody should look at.
  static func warn(_ report: ReadingReport) {
    for note in report.notes where note.isWarning {
      Streams.standardError("usher: warning: \(note.sentence)", style: .warning)
    }
  }

  /// What is worth knowing, a line each.
  static func lines(_ result: ImportResult, _ report: ReadingReport) -> [String] {
    var lines: [String] = []
    let taken = report.notes.compactMap { note -> String? in
      guard case .taken(let header, let attribute, let source) = note else { return nil }
      return "\(header) is \(attribute)" + (source.isEmpty ? "" : " (\(source))")
    }
    if !taken.isEmpty { lines.append("columns: \(taken.joined(separator: ", "))") }
    for note in report.notes where !note.isWarning {
      if case .taken = note { continue }
      lines.append(note.sentence)
    }
    if report.trimmed > 0 {
      lines.append("white space was removed around \(Words.count(report.trimmed, "value"))")
    }
    if report.passedOver > 0 {
      lines.append("\(Words.count(report.passedOver, "row"))without any value skipped")
    }
    for (name, count) in result.kept.sorted(by: { $0.key < $1.key }) {
      let keep = count == 1 ? "keeps" : "keep"
      lines.append("no column \(name): \(Words.count(count, "user")) \(keep) theirs")
    }
    return lines
  }

  /// The result for programs.
  static func json(_ result: ImportResult, _ report: ReadingReport) -> JSONValue {
    var columns = JSONObject()
    for case .taken(let header, let attribute, _) in report.notes {
      columns[header] = .string(attribute)
    }
    let kept = result.kept.sorted { $0.key < $1.key }
    let counts = [
      ("added", result.added), ("changed", result.changed), ("unchanged", result.unchanged),
      ("deleted", result.deleted), ("renamed", result.renamed), ("displaced", result.displaced),
      ("rekeyed", result.rekeyed), ("trimmed", report.trimmed), ("passedOver", report.passedOver),
    ]
    var object = JSONObject(counts.map { ($0.0, .integer(Int64($0.1))) })
    object["columns"] = .object(columns)
    object["kept"] = .object(JSONObject(kept.map { ($0.key, .integer(Int64($0.value))) }))
    object["people"] = .array(result.people.map { .string($0) })
    object["notes"] = .array(report.notes.map { .string($0.sentence) })
    return .object(object)
  }
}
