public import Text

extension SandboxProvider {
  /// Resources as the app shows them now.
  var view: ResourceView {
    ResourceView(state: state, profile: profile, baseURL: baseURL, invited: invited)
  }

  /// The users as they are, with everything, in the order of creation.
  public var users: [JSONValue] {
    let view = view
    return state.users.all.map { view.document(.user, $0) }
  }

  /// The groups as they are, with all their members, in the order of creation.
  public var groups: [JSONValue] {
    let view = view
    return state.groups.all.map { view.document(.group, $0, isWhole: true) }
  }

  /// A user or a group as it is; `nil` where there is none.
  ///
  /// - Parameter collection: `Users` or `Groups`.
  public func resource(_ id: String, in collection: String) -> JSONValue? {
    guard let kind = ResourceKind(endpoint: collection) else { return nil }
    return state.find(kind, id).map { view.document(kind, $0, isWhole: true) }
  }

  /// How many requests the log has with that method (`nil`: any) on paths that start like this.
  public func count(_ method: String? = nil, _ pathPrefix: String = "/") -> Int {
    log.count { entry in
      (method == nil || entry.request.method == method)
        && entry.request.target.hasPrefix(pathPrefix)
    }
  }
}
