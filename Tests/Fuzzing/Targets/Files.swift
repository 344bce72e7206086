import Text
import Provisioning
import SCIM

@testable import Directories
@testable import Manifest

/// What comes of a directory file that is read so many bytes at a time.
private func records(
  _ bytes: [UInt8], _ format: DirectoryReader.Format, by size: Int
) -> Result<[DirectoryRecord], DirectoryFileError> {
  var rest = bytes[...]
  var records: [DirectoryRecord] = []
  do throws(DirectoryFileError) {
    var reader = DirectoryReader(file: "f", size: nil, format: format) {
      defer { rest = rest.dropFirst(size) }
      return Array(rest.prefix(size))
    }
    while let record = try reader.next() { records.append(record) }
    return .success(records)
  } catch {
    return .failure(error)
  }
}

private func mistake(_ bytes: [UInt8], _ format: DirectoryReader.Format) -> String? {
  let whole = records(bytes, format, by: 1 << 20)
  for size in [1, 7, 4096] where size > 1 || bytes.count < 4096 {
    if records(bytes, format, by: size) != whole { return "\(size) bytes at a time it is another" }
  }
  // Where every record was passed over there is nothing to write.
  guard case .success(let found) = whole, !found.isEmpty else { return nil }
  let text = format == .csv ? csvText(found) : jsonText(found)
  guard case .success(let again) = records(Array(text.utf8), format, by: 1 << 20),
    again.map(\.user) == found.map(\.user)
  else { return "what was written does not read back" }
  return nil
}

private func csvText(_ records: [DirectoryRecord]) -> String {
  let names = Set(records.flatMap(\.user.attributes.keys)).sorted()
  let header = ["username", "status", "roles"] + names
  let rows = records.map { record in
    let user = record.user
    return [user.username, user.status.rawValue, user.roles.joined(separator: ";")]
      + names.map { user.attributes[$0] ?? "" }
  }
  return ([header] + rows).map { row in
    row.map { field in
      // By scalars: to a `Character` a quote with an accent is no quote.
      let doubled = field.unicodeScalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }
      return "\"" + String(String.UnicodeScalarView(doubled)) + "\""
    }.joined(separator: ",") + "\r\n"
  }.joined()
}

private func jsonText(_ records: [DirectoryRecord]) -> String {
  records.map { record in
    let user = record.user
    var object = JSONObject([
      ("username", .string(user.username)), ("status", .string(user.status.rawValue)),
      ("roles", .array(user.roles.map { .string($0) })),
    ])
    for (name, value) in user.attributes { object[name] = .string(value) }
    return JSONValue.object(object).text + "\n"
  }.joined()
}

extension FuzzTarget {
  /// A directory as CSV, in pieces of several sizes.
  static let csv = FuzzTarget(name: "csv") { mistake($0, .csv) }

  /// A directory as JSON Lines, in pieces of several sizes.
  static let jsonl = FuzzTarget(name: "jsonl") { mistake($0, .jsonl) }

  /// A configuration file: what it comes to reads back from what is exported.
  static let manifest = FuzzTarget(name: "manifest") { bytes in
    guard let apps = try? Manifest.read(bytes: bytes, file: "f") else { return nil }
    let text = Manifest.write(apps)
    guard let again = try? Manifest.read(text: text, file: "f") else {
      return "what is exported is no configuration: \(text)"
    }
    return again == apps ? nil : "what is exported is another configuration: \(text)"
  }
}
