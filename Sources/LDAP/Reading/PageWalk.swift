import Engine

/// The pages of one search, to the last one.
struct PageWalk {
  private let door: any LDAPDoor
  private let search: LDAPSearch
  private var cookie: [UInt8]?
  private var seen: Set<[UInt8]> = []
  private var isOver = false

  init(_ door: any LDAPDoor, _ search: LDAPSearch) {
    self.door = door
    self.search = search
  }

  /// The next page; `nil` after the last one.
  mutating func next() async throws -> LDAPPage? {
    if isOver { return nil }
    try Task.checkCancellation()
    let page = try await door.page(search, after: cookie)
    cookie = page.cookie
    isOver = cookie == nil
    if let cookie, !seen.insert(cookie).inserted, page.entries.isEmpty {
      throw SourceProblem(
        .incomplete, "the server sends the same page again and again; nothing was taken",
        heals: true)
    }
    return page
  }
}
