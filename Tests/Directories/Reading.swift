import Foundation
import Provisioning

@testable import Directories

/// What reading a file gave: its records, or its problems as `LINE:COLUMN: reason`.
struct Reading {
  var records: [DirectoryRecord] = []
  var problems: [String] = []
  var report = ReadingReport()

  /// Reads bytes as a file that comes in chunks of a size.
  init(
    _ bytes: some Collection<UInt8>, as format: DirectoryReader.Format, chunk: Int = 4096,
    options: ReadingOptions = ReadingOptions()
  ) {
    let all = Array(bytes)
    var position = 0
    var reader = DirectoryReader(file: "f", size: all.count, format: format, options: options) {
      defer { position = min(position + chunk, all.count) }
      return Array(all[position..<min(position + chunk, all.count)])
    }
    do {
      while let record = try reader.next() { records.append(record) }
    } catch {
      problems = error.lines.map { String($0.dropFirst(2)) }
    }
    report = reader.report
  }

  init(
    _ text: String, as format: DirectoryReader.Format, chunk: Int = 4096,
    options: ReadingOptions = ReadingOptions()
  ) {
    self.init(text.utf8, as: format, chunk: chunk, options: options)
  }

  /// The records in short: `username[!][ roles][ key=value…]`, `!` for suspended.
  var lines: [String] {
    records.map { record in
      let user = record.user
      let roles = user.roles.isEmpty ? "" : " [\(user.roles.joined(separator: ","))]"
      let attributes = user.attributes.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value)" }
      let status = user.status == .suspended ? "!" : ""
      return user.username + status + roles + attributes.joined()
    }
  }
}
