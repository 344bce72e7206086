public import Text
public import SCIM

/// What an account should be against what it is.
public struct AccountComparison: Sendable {
  private let schemas: SchemaSet

  /// A comparison by these schemas.
  public init(schemas: SchemaSet) {
    self.schemas = schemas
  }

  /// What has to change, in the order of the parameters.
  ///
  /// - Parameters:
  ///   - desired: what the account should be.
  ///   - resource: the account as the app holds it.
  ///   - except: paths that are not looked at, because the app does not keep them.
  public func changes(
    _ desired: DesiredAccount, _ resource: JSONValue, except: Set<String> = []
  ) -> [AttributeChange] {
    desired.attributes.compactMap { attribute in
      guard !except.contains(attribute.path),
        let path = AttributePath.known(attribute.path)
      else { return nil }
      let held = held(attribute, path, desired, in: resource)
      if schemas.same(attribute.value, held, at: path) { return nil }
      return AttributeChange(
        path: attribute.path, from: held?.isUnassigned == true ? nil : held, to: attribute.value)
    }
  }

  /// Whether an account holds a value.
  public func holds(_ value: JSONValue?, at path: String, in resource: JSONValue) -> Bool {
    guard let path = AttributePath.known(path) else { return false }
    if let value, !value.isUnassigned, let loose = LooseElements(path, in: resource),
      loose.isByValue
    {
      return loose.values.contains { schemas.same(value, $0, at: path) }
    }
    return schemas.same(value, self.value(at: path, in: resource), at: path)
  }

  /// Whether a change took effect: the new value is there, and does not stand beside the old one.
  public func holds(_ change: AttributeChange, in resource: JSONValue) -> Bool {
    guard let path = AttributePath.known(change.path) else { return false }
    guard let loose = LooseElements(path, in: resource), loose.isByValue else {
      return holds(change.to, at: change.path, in: resource)
    }
    let isOldThere = { loose.values.contains { schemas.same(change.from, $0, at: path) } }
    if change.to?.isUnassigned ?? true { return !isOldThere() }
    return holds(change.to, at: change.path, in: resource)
      && (change.from == nil || schemas.same(change.from, change.to, at: path) || !isOldThere())
  }

  /// Whether an account still is what a change was planned for.
  public func isAsPlanned(_ change: AttributeChange, in resource: JSONValue) -> Bool {
    // What is added to elements without a type is not told from them; the whole list is compared.
    if change.from == nil, let path = AttributePath.known(change.path),
      LooseElements(path, in: resource)?.isByValue == true
    {
      return true
    }
    return holds(change.from, at: change.path, in: resource)
  }

  /// The value that an account holds. A server that keeps one e-mail address may drop its type: the
  /// only element of a list counts for any type when it has none.
  public func value(at path: AttributePath, in resource: JSONValue) -> JSONValue? {
    if let value = resource.value(at: path) { return value }
    guard let loose = LooseElements(path, in: resource), loose.elements.count == 1,
      let only = loose.elements.first
    else { return nil }
    guard let name = path.subAttribute else { return only }
    return only[name] ?? (only.scalarText != nil && loose.isByValue ? only : nil)
  }

  /// The value that an account holds for one of the desired attributes. Of elements without a type
  /// those that are wanted go to whoever wants them, and the others, in order, to the rest.
  private func held(
    _ attribute: DesiredAttribute, _ path: AttributePath, _ desired: DesiredAccount,
    in resource: JSONValue
  ) -> JSONValue? {
    guard let loose = LooseElements(path, in: resource), loose.isByValue else {
      return value(at: path, in: resource)
    }
    var free = loose.values
    var waiting: [String] = []
    for other in desired.attributes {
      guard let otherPath = AttributePath.known(other.path),
        otherPath.whole.isSame(as: path.whole),
        LooseElements(otherPath, in: resource)?.isByValue == true
      else { continue }
      let wanted = other.value.flatMap { $0.isUnassigned ? nil : $0 }
      if let wanted, let index = free.firstIndex(where: { schemas.same(wanted, $0, at: path) }) {
        let value = free.remove(at: index)
        if other.path == attribute.path { return value }
      } else if wanted != nil || loose.elements.count == 1 {
        waiting.append(other.path)
      }
    }
    guard let index = waiting.firstIndex(of: attribute.path), free.indices.contains(index) else {
      return nil
    }
    return free[index]
  }
}

extension AttributePath {
  /// Whether both name the same attribute, in whatever case.
  fileprivate func isSame(as other: AttributePath) -> Bool {
    description.lowercased() == other.description.lowercased()
  }
}
