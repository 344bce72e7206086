import Text
import Provisioning
import SCIM

/// Reads all resources of a kind, page by page, from servers of which some count from 0, cap their
/// pages, ignore where a page starts, or say a wrong total. What ends the reading is that a page
/// brings nothing new, whatever the total says, or more than any directory has.
struct ResourceReader: Sendable {
  let client: AppClient
  let pageSize: Int
  /// Whether the app says that it pages by cursor (RFC 9865), which nothing that is made or deleted
  /// meanwhile can shift.
  var hasCursors = false
  /// How many resources are read at most: ids that never end would fill the memory.
  var limit = 5_000_000

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
      startIndex: hasCursors ? nil : 1, count: pageSize, cursor: hasCursors ? "" : nil,
      attributes: attributes, excludedAttributes: excluded)
    var hasLookedBefore = false
    var shift = PageShift()
    /// Whether the app said that nothing more comes, which a further page only confirms.
    var isSaidToBeWhole = false
    while true {
      let page: ListPage
      do {
        page = try await self.page(collection, query, mayBeBehindTheEnd: isSaidToBeWhole)
      } catch  where query.cursor == "" {
        // It says that it has cursors, and takes none.
        query.cursor = nil
        query.startIndex = 1
        continue
      }
      let fresh = page.resources.filter { resource in
        guard let id = resource.identifier else { return false }
        return seen.insert(id).inserted
      }
      isSaidToBeWhole = page.totalResults == seen.count
      if client.habits.isUnpaged(collection), (page.totalResults ?? 0) > seen.count {
        throw EngineError.connection(
          "the app shows \(seen.count) of \(page.totalResults ?? 0) \(collection) and takes neither startIndex nor count, so that the rest cannot be read; ask its vendor"
        )
      }
      if !hasLookedBefore, let start = query.startIndex,
        let again = shift.start(of: page, at: start)
      {
        if !fresh.isEmpty { try await each(fresh) }
        query.startIndex = again
        continue
      }
      if fresh.isEmpty {
        // A server that counts from 0 has left out its first one.
        guard !hasLookedBefore, query.cursor == nil, page.totalResults ?? 0 > seen.count else {
          return
        }
        hasLookedBefore = true
        query.startIndex = 0
        continue
      }
      guard seen.count <= limit else {
        throw EngineError.connection(
          "the app's list of \(collection) does not end: \(limit) were read; ask its vendor")
      }
      try await each(fresh)
      if let cursor = page.nextCursor, !cursor.isEmpty {
        query.cursor = cursor
        query.startIndex = nil
      } else if hasLookedBefore || query.cursor != nil {
        return
      } else {
        query.startIndex = (query.startIndex ?? 1) + page.resources.count
      }
    }
  }

  /// What an app answers to a page that starts behind the end.
  private static let refusals = [400, 404, 416]

  /// Asks for a page that may start behind the end. That an app refuses it says nothing of the form in
  /// which it wants to be asked, so that no other is tried.
  private func pageBehindTheEnd(_ request: HTTPRequest) async throws(TransportError)
    -> HTTPResponse
  {
    await client.pacer.turn()
    do throws(TransportError) {
      let response = try await client.sendNow(client.habits.form(request).sent)
      if response.status == 200 || Self.refusals.contains(response.status) { return response }
    } catch {
      guard Disposition.heals(error) else { throw error }
    }
    return try await client.read(request)
  }

  /// - Parameter mayBeBehindTheEnd: whether the app may refuse the page because there is none.
  private func page(
    _ collection: String, _ query: ListQuery, mayBeBehindTheEnd: Bool
  ) async throws -> ListPage {
    let response: HTTPResponse
    do {
      response =
        try await mayBeBehindTheEnd
        ? pageBehindTheEnd(.list(collection, query)) : client.read(.list(collection, query))
    } catch {
      throw EngineError.connection(FailureWords.sentence(error))
    }
    if mayBeBehindTheEnd, Self.refusals.contains(response.status) {
      return ListPage(resources: [])
    }
    guard response.status == 200 else {
      let failure = SCIMFailure(response: response)
      throw EngineError.connection(
        FailureWords.sentence(failure, reading: collection), status: response.status)
    }
    do {
      return try ListPage(response: response)
    } catch {
      throw EngineError.connection(
        "the app's list of \(collection) cannot be read: \(error.detail ?? "no reason"); check the base URL",
        status: response.status)
    }
  }
}

/// What was deleted while a list is read moves what stands behind it forward, past where the next page
/// begins: whoever is missed so would be made a second time. The total tells.
private struct PageShift {
  /// How often it is gone back: a total may never rest, or be a wrong one.
  private static let most = 20

  private var total: Int?
  private var backs = 0
  private var furthest = 0

  /// Where the next page begins, where it does not simply follow: before this one, since the total
  /// fell, or behind it although nothing on it is new, since it was read once more.
  mutating func start(of page: ListPage, at start: Int) -> Int? {
    let fell = max(0, (total ?? 0) - (page.totalResults ?? total ?? 0))
    total = page.totalResults ?? total
    let end = start + page.resources.count
    defer { furthest = max(furthest, end) }
    if fell > 0, start > 1, backs < Self.most {
      backs += 1
      return max(1, start - fell)
    }
    return end < furthest && !page.resources.isEmpty ? end : nil
  }
}

extension ResourceReader {
  /// A reader of an app's lists, in the way that suits the app.
  init(_ client: AppClient, _ app: AppRecord) {
    self.init(
      client: client, pageSize: app.ways.pageSize,
      hasCursors: app.serviceProvider?["pagination"]?["cursor"]?.bool == true)
  }
}
