public import Engine
import Foundation
import GRDB

extension SQLiteStore: StoreCare {
  /// Looks at the file, the schema, the pages, the references, the records and the kept counts, in
  /// one consistent state.
  public func findings() throws -> [StoreFinding] {
    let size = try path.map { try StoreFile(path: $0).check().st_size } ?? 0
    let pages = pages()
    return try wording {
      try pool.read { db in
        let (schema, isReadable) = try Self.schema(db)
        let file = StoreFinding(.file, seen: "\(size) bytes, yours alone to write")
        var findings = [file, schema, pages]
        // What stands on pages that are damaged, or in tables of another shape, cannot be told.
        guard isReadable, pages.problems.isEmpty else { return findings }
        let session = SQLSession(db: db, known: known)
        findings += [
          try Self.references(db), try session.recordFinding(), try session.countFinding(),
        ]
        return findings
      }
    }
  }

  private static let most = SQLSession.mostProblems

  /// Compares tables, indexes and triggers with those that this version makes, and says whether the
  /// tables are there as it reads them.
  private static func schema(_ db: Database) throws -> (StoreFinding, isReadable: Bool) {
    let taken = try Migrations.all.appliedIdentifiers(db).count
    let all = Migrations.all.migrations.count
    guard taken == all else {
      let seen = "version \(taken) of \(all); the next command brings it up to date"
      return (StoreFinding(.schema, seen: seen), false)
    }
    let model = try DatabaseQueue()
    try Migrations.all.migrate(model)
    let wanted = try model.read(objects)
    let found = try objects(db)
    let names = Set(wanted.keys).union(found.keys).sorted()
    let problems = names.compactMap { name -> String? in
      switch (wanted[name], found[name]) {
      case (_?, nil): "the \(name) is missing"
      case (nil, _?): "the \(name) is not usher's"
      case (let wanted, let found):
        wanted == found ? nil : "the \(name) is not as usher makes it"
      }
    }
    let isReadable = wanted.allSatisfy { name, sql in
      !name.hasPrefix("table ") || found[name] == sql
    }
    let finding = StoreFinding(
      .schema, seen: "version \(taken), \(wanted.count) tables, indexes and triggers",
      problems: Array(problems.prefix(most)))
    return (finding, isReadable)
  }

  private static func objects(_ db: Database) throws -> [String: String] {
    let rows = try Row.fetchAll(
      db,
      sql: "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite\\_%' ESCAPE '\\'")
    return Dictionary(
      rows.map { ("\($0["type"] as String) \($0["name"] as String)", $0["sql"] ?? "") },
      uniquingKeysWith: { first, _ in first })
  }

  /// Reads every page, in no transaction: one in which a page cannot be read has no good end.
  private func pages() -> StoreFinding {
    var pages = 0
    var problems: [String] = []
    do {
      try pool.unsafeRead { db in
        pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
        let answers = try String.fetchCursor(db, sql: "PRAGMA integrity_check(\(Self.most))")
        while let answer = try answers.next() {
          if answer == "ok" { continue }
          problems.append(answer.replacingOccurrences(of: "\n", with: " "))
        }
      }
    } catch {
      problems.append("the pages cannot be read to their end")
    }
    return StoreFinding(.pages, seen: "\(pages) pages", problems: problems)
  }

  private static func references(_ db: Database) throws -> StoreFinding {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT "table" AS child, parent, count(*) AS n FROM pragma_foreign_key_check
        GROUP BY 1, 2
        """)
    return StoreFinding(
      .references, seen: "every row that another one names is there",
      problems: rows.map { row in
        "\(row["n"] as Int) rows of \(row["child"] as String) name a \(row["parent"] as String) that is not there"
      })
  }
}
