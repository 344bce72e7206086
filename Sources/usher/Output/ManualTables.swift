import Directories
import Engine
import Manifest
import Manual
import Provisioning
import SCIM
import Screen

/// The manual with the tables that the program knows.
enum OwnManual {
  /// The manual.
  static var manual: Manual { Manual(table: table) }

  private static func table(_ table: ManualTable) -> [String] {
    switch table {
    case .keys: KeyTable.markdown
    case .themeRoles: [Role.allCases.map { "`\($0.rawValue)`" }.joined(separator: " ")]
    case .columns: KnownColumns.markdown
    case .statusWords: KnownStatusWords.markdown
    case .valueFilters: [ValueTemplate.filters.map { "`\($0)`" }.joined(separator: " ")]
    case .reasons:
      rows(["reason", "meaning"], ReasonKind.allCases.map { ["`\($0.rawValue)`", $0.title] })
    case .vendors:
      rows(["template", "for", "what is known of it"], VendorCatalog.builtIn.profiles.map(vendor))
    }
  }

  private static func vendor(_ profile: VendorProfile) -> [String] {
    let ways = profile.ways
    var facts: [String] = []
    if ways.rateLimit > 0 { facts.append("\(rate(ways.rateLimit)) requests a second") }
    if ways.pageSize != AppWays().pageSize { facts.append("pages of \(ways.pageSize)") }
    if ways.membersOnRequest { facts.append("members of groups only on request") }
    if ways.membersByFilter { facts.append("members are asked for one by one") }
    if ways.deletion == .deactivates { facts.append("DELETE deactivates") }
    if !ways.frozen.isEmpty {
      facts.append(
        "later changes of \(ways.frozen.map { "`\($0)`" }.joined(separator: ", ")) never show")
    }
    if !profile.required.isEmpty {
      facts.append("needs \(profile.required.map { "`\($0)`" }.joined(separator: ", "))")
    }
    let sentence = facts.isEmpty ? "RFC 7643 and RFC 7644." : facts.joined(separator: "; ") + "."
    return [
      "`\(profile.name)`", profile.title, ([sentence] + profile.notes).joined(separator: " "),
    ]
  }

  private static func rate(_ number: Double) -> String {
    Int64(exactly: number).map { String($0) } ?? String(number)
  }

  /// A table of Markdown.
  private static func rows(_ headings: [String], _ rows: [[String]]) -> [String] {
    ([headings, headings.map { _ in "---" }] + rows).map { row in
      "| " + row.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
    }
  }
}
