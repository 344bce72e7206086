import Engine
import Provisioning

/// A directory of people as they come and go: each has a key of their own, names are handed on, and
/// a file need not mention every attribute.
extension World {
  /// What one file says of one person.
  private struct Row {
    var person: Staff.Person
    /// What the person is called in the file.
    var name: String
  }

  /// Imports a file: people who are new, changed, renamed, back again, or called what somebody else was.
  func importFile() {
    var rows: [Row] = []
    for name in Self.names where dice.once(in: 3) {
      guard let row = row(called: name), !rows.contains(where: { $0.person.key == row.person.key })
      else { continue }
      rows.append(row)
    }
    exchangeNames(&rows)
    let columns = Columns(dice, today: traits.hasHandovers ? staff.today : nil)
    for index in rows.indices { rows[index].person = columns.change(rows[index].person, dice) }
    let replaces = dice.once(in: 12)
    let words = rows.map { "\($0.person.key ?? "") as \($0.name)" }
    let isDone = act(
      "imports \(words) \(columns)\(replaces ? " for all" : "")", at: desk(),
      audit: ["directory.import file"]
    ) { engine in
      let entries = rows.map { columns.entry($0.person, called: $0.name) }
      _ = try engine.people.importFile(replace: replaces, dryRun: false, source: "file") { take in
        try entries.forEach(take)
      }
    }
    guard isDone else { return }
    let keys = Set(rows.map(\.person.key))
    if replaces { for person in staff.people where !keys.contains(person.key) { leave(person) } }
    for row in rows { take(row.person, called: row.name, columns, besides: keys) }
  }

  /// Somebody leaves, and may come back.
  func leave(_ person: Staff.Person) {
    staff.people.removeAll { $0.key == person.key }
    staff.leavers.append(person)
  }

  /// The person whom a row of this name is about.
  private func row(called name: String) -> Row? {
    if let person = staff.person(name), !dice.once(in: 6) { return Row(person: person, name: name) }
    if dice.once(in: 5), staff.person(name) == nil, let person = somebody() {
      return Row(person: person, name: name)
    }
    if dice.once(in: 2), let person = dice.one(of: staff.leavers) {
      return Row(person: person, name: name)
    }
    staff.hired += 1
    return Row(person: Staff.Person(name: name, key: "K\(staff.hired)"), name: name)
  }

  /// Now and then two people of one file have exchanged their names.
  private func exchangeNames(_ rows: inout [Row]) {
    guard dice.once(in: 4), rows.count > 1 else { return }
    let isThere = { (row: Row) in self.staff.people.contains { $0.key == row.person.key } }
    guard isThere(rows[0]), isThere(rows[1]) else { return }
    (rows[0].name, rows[1].name) = (rows[1].name, rows[0].name)
  }

  /// Keeps what a file said of one person.
  ///
  /// - Parameter keys: who is in the file.
  private func take(
    _ person: Staff.Person, called name: String, _ columns: Columns, besides keys: Set<String?>
  ) {
    let isThere = staff.people.contains { $0.key == person.key }
    // Whoever has another key under this name is somebody else, who is not in the directory any more,
    // unless the file has a new name for them, too.
    for other in staff.people
    where other.name == name && other.key != person.key && !keys.contains(other.key) {
      leave(other)
    }
    var person = person
    if !isThere { columns.hire(&person) }
    staff.leavers.removeAll { $0.key == person.key }
    if person.name != name { person.former.append(person.name) }
    person.name = name
    staff.people.removeAll { $0.key == person.key }
    staff.people.append(person)
  }
}

/// The columns of a file.
private struct Columns: CustomStringConvertible {
  var title: Bool
  var department: Bool
  var status: Bool
  var roles: Bool
  /// Mail addresses of their own, and dates; never where people have neither.
  var mail = false
  var dates = false
  private var today = 0

  init(_ dice: Dice, today: Int?) {
    title = !dice.once(in: 4)
    department = !dice.once(in: 4)
    status = !dice.once(in: 4)
    roles = !dice.once(in: 4)
    guard let today else { return }
    self.today = today
    mail = !dice.once(in: 3)
    dates = dice.once(in: 2)
  }

  var description: String {
    let missing = [
      title ? nil : "title", department ? nil : "department", status ? nil : "status",
      roles ? nil : "roles",
    ].compactMap { $0 }
    return missing.isEmpty ? "" : "without \(missing.joined(separator: ", "))"
  }

  /// The person as the file has them from now on.
  func change(_ person: Staff.Person, _ dice: Dice) -> Staff.Person {
    var person = person
    if department { person.department = (Staff.departments + [nil])[dice.below(4)] }
    if title { person.title = dice.once(in: 2) ? nil : "T\(dice.below(3))" }
    if status { person.isActive = !dice.once(in: 5) }
    if roles { person.hasRole = !dice.once(in: 6) }
    if mail { person.mailbox = dice.once(in: 3) ? "box\(dice.below(3))" : nil }
    if dates {
      person.startsOn = dice.once(in: 3) ? today + dice.below(3) : nil
      person.endsOn = dice.once(in: 3) ? (person.startsOn ?? today) + dice.below(3) : nil
    }
    return person
  }

  /// What somebody has of whom the directory knows nothing but what the file says.
  func hire(_ person: inout Staff.Person) {
    if !roles { person.hasRole = false }
    if !title { person.title = nil }
    if !department { person.department = nil }
    if !status { person.isActive = true }
    if !dates { (person.startsOn, person.endsOn) = (nil, nil) }
  }

  func entry(_ person: Staff.Person, called name: String) -> DirectoryEntry {
    var person = person
    person.name = name
    var user = person.user
    var names: Set<String> = ["firstname", "lastname", "email", "external_id"]
    for name in ["starts_on", "ends_on"] {
      if dates { names.insert(name) } else { user.attributes[name] = nil }
    }
    if title { names.insert("title") } else { user.attributes["title"] = nil }
    if department { names.insert("department") } else { user.attributes["department"] = nil }
    if !status { user.status = .active }
    if !roles { user.roles = [] }
    return DirectoryEntry(
      user,
      mentioned: DirectoryEntry.Mentioned(
        attributes: .only(names), status: status, roles: roles))
  }
}
