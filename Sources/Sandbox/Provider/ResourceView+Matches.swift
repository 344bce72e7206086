import Text
import SCIM

extension ResourceView {
  /// A resource on a list.
  typealias Entry = (kind: ResourceKind, resource: StoredResource)

  /// The resources of a kind that meet a filter, in no order. Equalities of indexed attributes are
  /// looked up; only where there is none is everyone looked at.
  func matches(_ kind: ResourceKind, _ filter: Filter?, _ schemas: SchemaSet) -> [Entry] {
    guard let filter else { return state.store(kind).all.map { (kind, $0) } }
    let names = filter.names
    let links = names.contains("members") || names.contains("groups")
    let members = kind == .group && links ? filter.namedMembers : nil
    func meets(_ resource: StoredResource) -> Bool {
      let shown = members?.filter { state.isMember($0, of: resource.id) }
      return filter.matches(
        document(kind, resource, links: links, members: shown), schemas: schemas)
    }
    if let ids = candidates(kind, filter) {
      return ids.compactMap { id in
        guard let resource = state.find(kind, id), meets(resource) else { return nil }
        return (kind, resource)
      }
    }
    return state.store(kind).all.filter(meets).map { (kind, $0) }
  }

  /// The ids of all that can meet a filter; `nil` where the index does not tell.
  private func candidates(_ kind: ResourceKind, _ filter: Filter) -> Set<String>? {
    switch filter {
    case .compare(let path, .equal, let value):
      guard path.filter == nil, path.schema == nil, let text = value.scalarText else { return nil }
      return candidates(kind, path, text)
    case .and(let filters): return filters.lazy.compactMap { candidates(kind, $0) }.first
    case .or(let filters):
      let all = filters.map { candidates(kind, $0) }
      return all.contains(nil) ? nil : all.reduce(into: []) { $0.formUnion($1 ?? []) }
    case .present, .compare, .element, .not: return nil
    }
  }

  private func candidates(
    _ kind: ResourceKind, _ path: AttributePath, _ text: String
  ) -> Set<String>? {
    let name = path.attribute.lowercased()
    let isValue = path.subAttribute == nil || path.subAttribute?.lowercased() == "value"
    switch (kind, name) {
    case (_, "id"): return [text]
    case (.group, "members") where isValue: return Set(state.groups(of: text).map(\.id))
    case (.user, "groups") where isValue: return Set(state.members(of: text))
    default:
      guard ResourceStore.indexed.contains(name), path.subAttribute == nil else { return nil }
      return Set(state.store(kind).ids(where: name, equals: text))
    }
  }

  /// The resources in the order of an attribute.
  func sorted(
    _ entries: [Entry], by path: AttributePath, descending: Bool, _ schemas: SchemaSet
  ) -> [Entry] {
    let exact = schemas.attribute(at: path)?.caseExact ?? false
    let keyed = entries.map { entry -> (key: String?, entry: Entry) in
      let value = document(entry.kind, entry.resource).value(at: path)
      // Of several values the primary one counts, or else the first.
      let one = value?.array.map { all in all.first { $0["primary"]?.bool == true } ?? all.first }
      let single = one ?? value
      let text = (single?["value"] ?? single)?.scalarText
      return (exact ? text : text?.lowercased(), entry)
    }
    // Those without a value come last upwards and first downwards (RFC 7644, section 3.4.2.3).
    let upwards = keyed.enumerated().sorted { first, second in
      switch (first.element.key, second.element.key) {
      case (let a?, let b?) where a != b: a < b
      case (.some, nil): true
      case (nil, .some): false
      default: descending ? first.offset > second.offset : first.offset < second.offset
      }
    }
    let result = upwards.map(\.element.entry)
    return descending ? result.reversed() : result
  }
}

extension Filter {
  /// The only members that matter to the filter, where it asks for members by equality only.
  fileprivate var namedMembers: [String]? {
    switch self {
    case .compare(let path, let comparison, let value):
      guard path.attribute.lowercased() == "members" else { return [] }
      let isValue = path.subAttribute == nil || path.subAttribute?.lowercased() == "value"
      guard comparison == .equal, isValue, path.filter == nil else { return nil }
      return value.scalarText.map { [$0] }
    case .and(let filters), .or(let filters):
      let all = filters.map(\.namedMembers)
      return all.contains(nil) ? nil : all.flatMap { $0 ?? [] }
    case .not(let filter): return filter.namedMembers
    case .present(let path), .element(let path):
      return path.attribute.lowercased() == "members" ? nil : []
    }
  }
}
