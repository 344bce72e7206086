import Text
import Engine
import Provisioning
import Screen

/// The roles, with how many users hold each, and which give access to the app.
struct RoleList: Sendable, Hashable {
  /// A role in the list.
  struct Row: Sendable, Hashable {
    var name: String
    var members: Int
    /// Whether it gives access to the app.
    var givesAccess: Bool
  }

  private(set) var rows: [Row] = []
  var cursor = ListCursor()
  /// The role that is being made and is to give the app.
  var wantsAccess: String?

  var selected: Row? { rows.indices.contains(cursor.index) ? rows[cursor.index] : nil }
  var names: [String] { rows.map(\.name) }
  /// The roles as they were read.
  var records: [RoleRecord] { rows.map { RoleRecord(name: $0.name, members: $0.members) } }

  /// Takes the roles as they are now; the one that was chosen stays so.
  ///
  /// - Parameter access: the roles that give access to the app.
  mutating func take(_ roles: [RoleRecord], access: [String]) {
    let name = selected?.name
    let given = Set(access.map { $0.lowercased() })
    rows = roles.map {
      Row(name: $0.name, members: $0.members, givesAccess: given.contains($0.name.lowercased()))
    }
    if let index = rows.firstIndex(where: { $0.name == name }) { cursor.index = index }
    cursor = cursor.revealed(height: 1, count: rows.count)
  }

  /// Chooses the role that was made to give the app, once it is there.
  ///
  /// - Returns: whether it is.
  mutating func chooseWanted() -> Bool {
    guard let name = wantsAccess?.lowercased(),
      let index = rows.firstIndex(where: { $0.name.lowercased() == name })
    else { return false }
    wantsAccess = nil
    cursor.index = index
    return true
  }

  func table(app: String?) -> Table {
    Table(
      title: "Roles · \(Count.words(rows.count, "role"))  ← users → sources",
      columns: [
        Column("ROLE", 18...40, keeps: 9), Column("USERS", 7...9, keeps: 7),
        Column("GIVES \(app ?? "the app")", 10...30, keeps: 8),
      ],
      rows: rows.map {
        TableRow([$0.name, Count.grouped($0.members), $0.givesAccess ? "yes" : ""])
      }, selected: cursor.index, top: cursor.top,
      empty: "There are no roles: n makes one; a role gives access to the app")
  }
}
