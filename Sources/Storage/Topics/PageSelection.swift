/// The rows of a long list that a search finds, one part of them: those that an index of trigrams holds,
/// or those that it does not hold yet.
struct PageSelection {
  var source: String
  /// The column by which the list is in order.
  var key: String
  var condition: String
  var arguments = Arguments()
}

/// To which side of a row a page lies.
enum PageSide {
  case after(Int64)
  case before(Int64)
}

extension SQLTopic {
  /// A page of what some parts hold, which stand in the order of the list.
  ///
  /// - Parameter columns: what is read of each row.
  func page<Item>(
    _ columns: String, of parts: [PageSelection], _ side: PageSide, limit: Int,
    _ read: (CursorRow) throws -> Item
  ) throws -> [Item] {
    let (parts, comparison, order, bound) =
      switch side {
      case .after(let key): (parts, ">", "", key)
      case .before(let key): (parts.reversed(), "<", "DESC", key)
      }
    var items: [Item] = []
    for part in parts where items.count < limit {
      items += try db.rows(
        """
        SELECT \(columns) FROM \(part.source)
        WHERE \(part.condition) AND \(part.key) \(comparison) ?
        ORDER BY \(part.key) \(order) LIMIT ?
        """, part.arguments + [bound, limit - items.count]
      ).map(read)
    }
    return items
  }

  /// How many rows some parts hold, counted up to a limit.
  func count(_ parts: [PageSelection], upTo limit: Int) throws -> Int {
    try parts.reduce(0) { count, part in
      try count
        + db.number(
          """
          SELECT count(*) FROM
            (SELECT 1 FROM \(part.source) WHERE \(part.condition) LIMIT ?) AS found
          """, part.arguments + [limit - count])
    }
  }
}
