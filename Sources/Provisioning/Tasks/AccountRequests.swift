public import Text
public import SCIM

/// The requests that change an account, as pure functions of what is to change: the same change
/// always gives the same bytes.
public enum AccountRequests {
  /// Creates an account (RFC 7644, section 3.3).
  public static func create(_ desired: DesiredAccount) -> TaskRequest {
    var resource: JSONValue = ["schemas": []]
    for attribute in desired.attributes {
      guard let value = attribute.value, let path = AttributePath.known(attribute.path)
      else { continue }
      resource.set(value, at: path)
    }
    resource.updateSchemasList(core: Schema.user.id)
    return TaskRequest("POST", "/Users", body: resource)
  }

  /// Changes an account attribute by attribute (RFC 7644, section 3.5.2).
  ///
  /// - Parameter known: the account as it was last seen; it decides whether an element of a list is
  ///   changed or added.
  public static func patch(_ id: String, _ changes: [AttributeChange], known: JSONValue)
    -> TaskRequest
  {
    let operations = steps(changes, known: known).map { step in
      switch step {
      case .list(let path, nil): PatchOperation(.remove, path)
      case .list(let path, let whole): PatchOperation(.replace, path, whole)
      case .value(let change, let path): operation(change, at: path, known: known)
      }
    }
    return TaskRequest(HTTPRequest.patch("Users", id: id, operations))
  }

  /// Whether a request writes a list as a whole, and so whatever else came to stand in it.
  public static func writesLists(_ changes: [AttributeChange], known: JSONValue) -> Bool {
    changes.contains { change in
      guard let path = AttributePath.known(change.path) else { return false }
      return LooseElements(path, in: known) != nil
    }
  }

  /// Changes an account by sending it whole, for an app that refuses PATCH (RFC 7644, section
  /// 3.5.1): what it was last seen to hold, with the changes in it.
  public static func replace(
    _ id: String, _ changes: [AttributeChange], known: JSONValue, schemas: SchemaSet
  ) -> TaskRequest {
    var resource = JSONObject()
    for member in known.object?.members ?? [] {
      let attribute = schemas.attribute(at: AttributePath(attribute: member.name))
      let isServers = ["meta", "groups"].contains(member.name.lowercased())
      if isServers || attribute?.mutability == .readOnly && member.name.lowercased() != "id" {
        continue
      }
      resource[member.name] = member.value
    }
    var body = JSONValue.object(resource)
    for step in steps(changes, known: known) {
      switch step {
      case .list(let path, let whole): body.set(whole, at: path)
      case .value(let change, let path): body.set(change.to, at: path)
      }
    }
    body.updateSchemasList(core: Schema.user.id)
    return TaskRequest(HTTPRequest.replace("Users", id: id, body))
  }

  /// Deletes an account, after it was taken out of these groups.
  public static func delete(_ id: String, leaving groups: [TaskRequest]) -> TaskRequest {
    var request = TaskRequest(HTTPRequest.delete("Users", id: id))
    request.before = groups
    return request
  }

  /// Reads an account.
  public static func get(_ id: String) -> TaskRequest {
    TaskRequest(HTTPRequest.get("Users", id: id))
  }

  /// One step of a change of an account.
  private enum Step {
    case value(AttributeChange, AttributePath)
    /// A list is written as a whole, once: no path reaches an element that is shown without a type.
    case list(AttributePath, JSONValue?)
  }

  private static func steps(_ changes: [AttributeChange], known: JSONValue) -> [Step] {
    var steps: [Step] = []
    var lists: [String: (place: Int, elements: LooseElements)] = [:]
    for change in changes {
      guard let path = AttributePath.known(change.path) else { continue }
      let key = path.whole.description.lowercased()
      guard LooseElements(path, in: known) != nil,
        var list = lists[key]?.elements ?? LooseElements(path, in: known)
      else {
        steps.append(.value(change, path))
        continue
      }
      list.write(change.to, at: path, over: change.from)
      let place = lists[key]?.place ?? steps.count
      lists[key] = (place, list)
      let step = Step.list(path.whole, list.whole)
      if place == steps.count { steps.append(step) } else { steps[place] = step }
    }
    return steps
  }

  private static func operation(
    _ change: AttributeChange, at path: AttributePath, known: JSONValue
  ) -> PatchOperation {
    guard let value = change.to else { return PatchOperation(.remove, path) }
    guard path.filter != nil, known.value(at: path) == nil else {
      return PatchOperation(.replace, path, value)
    }
    // A strict server answers noTarget where the filter of a path matches nothing, so the element
    // is added with what its filter says of it.
    var element = JSONValue.object(JSONObject())
    element.set(value, at: path)
    let parent = AttributePath(schema: path.schema, attribute: path.attribute)
    return PatchOperation(.add, parent, element.value(at: parent))
  }
}

extension TaskRequest {
  /// The request that a task shows for one that is sent.
  public init(_ request: HTTPRequest) {
    self.init(request.method, request.path, body: request.body)
  }
}
