import Foundation
import Provisioning
import Testing

@testable import Directories

/// The manual's tables of columns and words are those that the program reads.
@Suite struct ManualTests {
  private static func manual() throws -> String {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    return try String(contentsOf: root.appendingPathComponent("README.md"), encoding: .utf8)
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

  /// Rows of a table, one for each thing in the order in which it comes first.
  private static func rows(_ pairs: [(what: String, names: String)]) -> [String] {
    var order: [String] = []
    var names: [String: [String]] = [:]
    for pair in pairs {
      if names[pair.what] == nil { order.append(pair.what) }
      names[pair.what, default: []].append(pair.names)
    }
    return order.map { "| \($0) | \((names[$0] ?? []).joined(separator: "; ")) |" }
  }

  private static func names(_ names: [String], _ source: KnownColumn.Source) -> String {
    let list = names.map { "`\($0)`" }.joined(separator: ", ")
    return source == .common ? list : "\(list) (\(source.rawValue))"
  }

  @Test func theTableOfColumnsIsTrue() throws {
    let rows = Self.rows(
      KnownColumn.table.map { (Self.words($0.meaning), Self.names($0.names, $0.source)) })
    let manual = try Self.manual()
    #expect(manual.contains(rows.joined(separator: "\n")), "\(rows.joined(separator: "\n"))")
  }

  @Test func theTableOfStatusWordsIsTrue() throws {
    let rows = Self.rows(
      StatusWords.table.map { ("`\($0.status.rawValue)`", Self.names($0.words, $0.source)) })
    let manual = try Self.manual()
    #expect(manual.contains(rows.joined(separator: "\n")), "\(rows.joined(separator: "\n"))")
    for word in StatusWords.yes + StatusWords.no { #expect(manual.contains("`\(word)`")) }
  }
}
