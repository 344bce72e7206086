extension SQLSession {
  /// So many new rows are taken into an index at once: one by one each costs ten times as much.
  static let textBatch: Int64 = 1_024

  /// Takes new rows into an index of trigrams where they are many.
  ///
  /// - Parameter id: the key of the row that was added last.
  func indexTexts(_ index: TextIndex, upTo id: Int64) throws {
    if id % Self.textBatch == 0 { try takeTexts(index, upTo: id) }
  }

  /// Says that rows brought their keys, and takes them into an index of trigrams where they are many.
  func took(_ ids: [Int64], of index: TextIndex) throws {
    if let last = ids.max() { try db.tookKeys(of: index.rawValue, upTo: last) }
    if let last = ids.last(where: { $0 % Self.textBatch == 0 }) { try takeTexts(index, upTo: last) }
  }

  /// Takes all rows into the indexes of trigrams.
  func indexAllTexts() throws {
    for index in TextIndex.allCases {
      let last = try db.number("SELECT coalesce(max(\(index.key)), 0) FROM \(index.rawValue)")
      try takeTexts(index, upTo: Int64(last))
    }
  }

  /// Empties the indexes of trigrams, before all rows go.
  func forgetTexts() throws {
    guard db.dialect.hasTrigramTables else { return }
    for index in TextIndex.allCases {
      let table = "\(index.rawValue)_search"
      try db.run("UPDATE text_index SET upto = 0 WHERE name = ?", [index.rawValue])
      try db.run("INSERT INTO \(table) (\(table)) VALUES ('delete-all')")
    }
  }

  private func takeTexts(_ index: TextIndex, upTo id: Int64) throws {
    guard db.dialect.hasTrigramTables else { return }
    let table = index.rawValue
    try db.run(
      """
      INSERT INTO \(table)_search (rowid, \(index.columns))
      SELECT \(index.key), \(index.columns) FROM \(table)
      WHERE \(index.tail) AND \(index.key) <= ?
      """, [id])
    try db.run("UPDATE text_index SET upto = ? WHERE name = ?", [id, table])
  }
}
