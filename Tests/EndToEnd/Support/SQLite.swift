import Text
import Foundation
import SCIM
import Testing

/// Runs statements on a store behind usher's back, and returns what they print.
@discardableResult
func sqlite(_ statements: String, on file: String) async throws -> String {
  let ending = try await Command(
    ["sqlite3", "-bail", file, statements], environment: ProcessInfo.processInfo.environment,
    folder: "/"
  ).run(timeout: 60)
  try #require(ending.status == 0, Comment(rawValue: ending.report))
  return ending.output.trimmingCharacters(in: .newlines)
}

extension Usher {
  /// The file of the store.
  var store: String { home + "/usher.db" }

  /// The bytes of the store and of its log.
  var storeBytes: [Data?] {
    [store, store + "-wal"].map { FileManager.default.contents(atPath: $0) }
      .map { $0?.isEmpty == true ? nil : $0 }
  }

  /// What `store check` finds wrong, by part; empty where the store is whole.
  func problems(at location: SourceLocation = #_sourceLocation) async throws -> [String: String] {
    let ending = try await command(["store", "check", "--json"]).run(timeout: 120)
    let findings = try ending.json().array ?? []
    var problems: [String: String] = [:]
    for finding in findings where finding["holds"] != true {
      problems[finding["part"]?.string ?? "?"] = finding["problems"]?.text
    }
    try #require(findings.count >= 3, Comment(rawValue: ending.report), sourceLocation: location)
    #expect(
      ending.status == (problems.isEmpty ? 0 : 1), Comment(rawValue: ending.report),
      sourceLocation: location)
    return problems
  }
}

/// The permissions of a file, in octal.
func mode(of path: String) throws -> String {
  let attributes = try FileManager.default.attributesOfItem(atPath: path)
  return String((attributes[.posixPermissions] as? Int ?? 0), radix: 8)
}
