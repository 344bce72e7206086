import Text
import SCIM

extension SandboxProvider {
  mutating func list(
    _ kinds: [ResourceKind], _ request: ListRequest, now: Double
  ) throws(SCIMFailure) -> HTTPResponse {
    let filter = try answered(request.filter)
    let sortBy = profile.hasSort ? request.sortBy : nil
    let limit = min(request.count ?? profile.defaultPage, profile.maximumPage)
    let cursor = profile.hasCursors ? request.cursor : nil
    if kinds.count == 1, filter == nil, sortBy == nil, profile.quirks.visibleAfter == 0 {
      return try page(kinds[0], request, cursor: cursor, limit: limit)
    }
    let view = view
    let schemas = kinds.count == 1 ? kinds[0].schemas : .everything
    var entries = kinds.flatMap { view.matches($0, filter, schemas) }
      .filter { isVisible($0.kind, $0.resource, now: now) }
    if let sortBy {
      entries = view.sorted(entries, by: sortBy, descending: request.descending, schemas)
    } else {
      entries.sort { $0.resource.sequence < $1.resource.sequence }
    }
    let place = try cursor.map { text throws(SCIMFailure) in try ListCursor(text, for: request) }
    let offset: Int
    switch place {
    case .offset(let passed)?: offset = passed
    case .sequence(let last)?: offset = entries.count { $0.resource.sequence <= last }
    case nil: offset = profile.followsStartIndex ? request.startIndex - 1 : 0
    }
    let shown = entries.dropFirst(offset).prefix(limit)
    let end = offset + shown.count
    let next =
      sortBy == nil
      ? shown.last.map { ListCursor.sequence($0.resource.sequence) } : .offset(end)
    return listResponse(
      Array(shown), total: entries.count, start: offset + 1,
      next: cursor == nil || end >= entries.count ? nil : next?.text(for: request), request)
  }

  /// A page of all resources of a kind, found without looking at the others.
  private mutating func page(
    _ kind: ResourceKind, _ request: ListRequest, cursor: String?, limit: Int
  ) throws(SCIMFailure) -> HTTPResponse {
    let total = state.store(kind).count
    var offset = profile.followsStartIndex ? request.startIndex - 1 : 0
    if let cursor {
      switch try ListCursor(cursor, for: request) {
      case .offset(let passed): offset = passed
      case .sequence(let last): offset = state.offset(kind, after: last)
      }
    }
    let resources = state.slice(kind, offset: offset, limit: limit)
    let last = resources.last.map { ListCursor.sequence($0.sequence).text(for: request) }
    let isLast = cursor == nil || offset + resources.count >= total
    return listResponse(
      resources.map { (kind, $0) }, total: total, start: offset + 1,
      next: isLast ? nil : last, request)
  }

  private func listResponse(
    _ entries: [ResourceView.Entry], total: Int, start: Int, next: String?, _ request: ListRequest
  ) -> HTTPResponse {
    let hasMembers = profile.shows(members: request.projection)
    let view = view
    let resources = entries.map { entry in
      let whole = view.document(
        entry.kind, entry.resource, links: entry.kind == .user || hasMembers)
      let chosen = request.projection.apply(to: whole)
      return view.shown(profile.listsHaveSchemas ? chosen : chosen.withoutSchemas)
    }
    var body = JSONObject()
    if profile.listsHaveSchemas {
      body["schemas"] = ["urn:ietf:params:scim:api:messages:2.0:ListResponse"]
    }
    body["totalResults"] = .integer(Int64(shownTotal(total, page: entries.count)))
    body["itemsPerPage"] = .integer(Int64(entries.count))
    if request.cursor == nil || !profile.hasCursors { body["startIndex"] = .integer(Int64(start)) }
    if let next { body["nextCursor"] = .string(next) }
    body["Resources"] = .array(resources)
    return .scim(200, .object(body))
  }

  private func shownTotal(_ total: Int, page: Int) -> Int {
    switch profile.total {
    case .right: total
    case .page: page
    case .tooMany: total + 7
    }
  }

  /// The filter as far as the profile answers it.
  private func answered(_ filter: Filter?) throws(SCIMFailure) -> Filter? {
    switch profile.filtering {
    case .whole: return filter
    case .ignored: return nil
    case .equalities:
      guard let filter, !filter.isEqualities else { return filter }
      throw SCIMFailure(
        status: 400, scimType: "invalidFilter", detail: "Only eq and and are supported.")
    }
  }
}
