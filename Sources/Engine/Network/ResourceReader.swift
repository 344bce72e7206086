import SCIM

/// Reads all resources of a kind, page by page, from servers of which some count from 0, cap their
/// pages, ignore where a page starts, or say a wrong total. What ends the reading is that nothing
/// new comes.
struct ResourceReader: Sendable {
  let client: AppClient
  let pageSize: Int

  /// Reads every resource once.
  ///
  /// - Parameters:
  ///   - collection: `Users` or `Groups`.
  ///   - excluded: attributes that are not asked for, where the server can leave them out.
  ///   - each: gets the new resources of each page.
  func readAll(
    _ collection: String, attributes: [AttributePath] = [], excluded: [AttributePath] = [],
    each: ([JSONValue]) async throws -> Void
  ) async throws {
    var seen: Set<String> = []
    var query = ListQuery(
      startIndex: 1, count: pageSize, attributes: attributes, excludedAttributes: excluded)
    while true {
      let page = try await page(collection, query)
      let fresh = page.resources.filter { resource in
        guard let id = resource["id"]?.scalarText else { return false }
        return seen.insert(id).inserted
      }
      if fresh.isEmpty { return }
      try await each(fresh)
      if let cursor = page.nextCursor, !cursor.isEmpty {
        query.cursor = cursor
        query.startIndex = nil
      } else if query.cursor != nil || page.isWhole(seen: seen.count, asked: pageSize) {
        return
      } else {
        query.startIndex = (query.startIndex ?? 1) + page.resources.count
      }
    }
  }

  private func page(_ collection: String, _ query: ListQuery) async throws -> ListPage {
    let response: HTTPResponse
    do {
      response = try await client.read(.list(collection, query))
    } catch {
      throw EngineError.connection(FailureWords.sentence(error))
    }
    guard response.status == 200 else {
      let failure = SCIMFailure(response: response)
      throw EngineError.connection(FailureWords.sentence(failure, reading: collection))
    }
    do {
      return try ListPage(response: response)
    } catch {
      throw EngineError.connection(
        "the app's list of \(collection) cannot be read: \(error.detail ?? "no reason"); check the base URL"
      )
    }
  }
}

extension ListPage {
  /// No server is known that caps its pages below this.
  private static let smallestCap = 50

  /// Whether a first page certainly holds everything, so that no second one is asked for: it is
  /// short, no cap can have made it so, and the total agrees.
  fileprivate func isWhole(seen: Int, asked: Int) -> Bool {
    resources.count < min(asked, Self.smallestCap) && resources.count == seen
      && totalResults == seen
  }
}
