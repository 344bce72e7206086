import Text
import Engine
import Provisioning
import Screen

/// The directory sources: how old each is, what its last reading changed, and what is wrong.
struct SourceList: Sendable, Hashable {
  private(set) var rows: [SourceRecord] = []
  var cursor = ListCursor()
  /// The source that is open, as text.
  var detail = Pager()

  var selected: SourceRecord? { rows.indices.contains(cursor.index) ? rows[cursor.index] : nil }

  /// Takes the sources as they are now; the one that was chosen stays so.
  mutating func take(_ rows: [SourceRecord], at now: Double) {
    let id = selected?.id
    self.rows = rows
    if let index = rows.firstIndex(where: { $0.id == id }) { cursor.index = index }
    cursor.settle(count: rows.count)
    age(to: now)
  }

  mutating func open(at now: Double) {
    detail = Pager(title: selected?.name ?? "", lines: lines(at: now))
  }

  /// Lets ages in the text that is open be true.
  mutating func age(to now: Double) {
    if let selected, detail.title == selected.name { detail.lines = lines(at: now) }
  }

  var copyable: [Chooser.Option] {
    guard let selected else { return [] }
    return [
      Chooser.Option("name", selected.name),
      Chooser.Option("error", selected.state.failure?.sentence ?? ""),
      Chooser.Option("command line", "usher directory sync \(selected.name.quotedForShell)"),
    ]
  }

  // MARK: - Drawing

  func table(at now: Double) -> Table {
    let cells = rows.map { source -> TableRow in
      let standing = source.standing(at: now)
      return TableRow(
        [
          source.name, source.definition.kind.rawValue, standing.rawValue, source.age(now),
          source.state.last.map { Count.grouped($0.people) } ?? "", source.outcome,
        ], role: standing.role)
    }
    return Table(
      title: "Sources · \(Count.words(rows.count, "source"))  ← roles → users",
      columns: [
        Column("SOURCE", 12...20, keeps: 6), Column("KIND", 8...16, keeps: 4),
        Column("STATE", 7...7, keeps: 8), Column("AGE", 5...5, keeps: 7),
        Column("PEOPLE", 6...9, keeps: 6),
        Column("LAST CHANGE, OR WHAT IS WRONG", 29...80, keeps: 9),
      ], rows: cells, selected: cursor.index, top: cursor.top,
      empty:
        "There are no sources: name one under directories: in the configuration file, and apply it; usher manual directory-sources says how"
    )
  }

  /// The source that is chosen, with everything that is known of it.
  func lines(at now: Double) -> [Line] {
    guard let source = selected else { return [] }
    let definition = source.definition
    let standing = source.standing(at: now)
    var lines = [
      Line(source.name, .heading), Line("  \(definition.kind.rawValue)  \(definition.location)"),
      Line("  state: \(standing.rawValue)", standing.role),
    ]
    if let failure = source.state.failure {
      lines.append(Line("  \(failure.sentence)", .error))
      let times = failure.count == 1 ? "" : "\(failure.count) times, first "
      lines.append(
        Line("  failed \(times)\(Age.words(now - failure.since)) ago; nothing was taken"))
    }
    lines.append(
      Line(
        definition.every.map { "  read by usher run every \(Age.words($0))" }
          ?? "  read by hand alone: it has no `every`"))
    guard let last = source.state.last else {
      return lines + [Line(""), Line("It was never read: s reads it now.", .muted)]
    }
    lines += [
      Line(""),
      Line("Last reading, \(Age.words(now - last.at)) ago", .heading),
      Line(
        "  \(Count.words(last.people, "person", "people")) in \(Words.duration(last.seconds))"),
      Line("  \(last.changes), \(Count.grouped(last.unchanged)) unchanged"),
    ]
    if let extent = last.extent { lines.append(Line("  \(extent)")) }
    if let whole = last.wholeAt, last.read != nil {
      lines.append(Line("  everyone was read \(Age.words(now - whole)) ago"))
    }
    if let confirmed = last.confirmedAt {
      lines.append(Line("  nothing had changed \(Age.words(now - confirmed)) ago"))
    }
    lines += last.notes.map { Line("  \($0)", .warning) }
    if let owns = last.owns {
      lines.append(Line("  it owns \(owns.joined(separator: ", "))", .muted))
    }
    return lines
  }
}

extension SourceStanding {
  fileprivate var role: Role {
    switch self {
    case .ok: .text
    case .new: .muted
    case .reading: .running
    case .failed: .error
    }
  }
}

extension SourceRecord {
  fileprivate func age(_ now: Double) -> String {
    confirmedAt.map { Age.words(now - $0) } ?? "never"
  }

  /// What is wrong, or what the last reading changed.
  fileprivate var outcome: String {
    state.failure?.sentence ?? state.last?.changes ?? "s reads it now"
  }
}
