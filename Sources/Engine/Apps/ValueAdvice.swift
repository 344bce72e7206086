import Provisioning
import SCIM

/// Holds values against the app's schema and the directory before they are saved.
public struct ValueAdvice: Sendable {
  let store: any Store

  /// How many people of the directory are looked at before a parameter or rule is saved, so that a
  /// million of them keep nobody waiting.
  static let checkedUsers = 10_000

  /// Holds the values of an app's parameters and rules against its schema and the directory.
  ///
  /// - Returns: what may be wrong.
  /// - Throws: `EngineError.invalid` where something cannot be meant.
  static func check(_ context: PlanContext, before: AppDefinition?, in session: any StoreSession)
    throws -> [String]
  {
    let app = context.app
    var check: ValueCheck
    do {
      check = try ValueCheck(
        app.definition, before: before, schemas: context.schemas,
        schemasAreOwn: app.hasOwnSchemas, offers: app.offers, at: context.evaluator.time)
    } catch {
      throw EngineError.invalid("\(app.name): \(error.sentence)")
    }
    var findings = check.findings()
    if check.wantsUsers {
      let isAll = try look(upTo: checkedUsers, in: session) { user in
        check.look(at: user)
        return true
      }
      findings += check.directoryFindings(isAll: isAll)
    }
    var errors: [String] = []
    var warnings: [String] = []
    for finding in findings {
      switch finding {
      case .error(let sentence): errors.append(sentence)
      case .warning(let sentence): warnings.append("\(app.name): \(sentence)")
      }
    }
    guard let first = errors.first else { return warnings }
    let more = errors.count > 1 ? " (and \(errors.count - 1) more such errors)" : ""
    throw EngineError.invalid("\(app.name): \(first)\(more)")
  }

  /// Looks at the users of the directory, as far as a number of them.
  ///
  /// - Parameter body: says whether to go on.
  /// - Returns: whether these were all.
  static func look(
    upTo limit: Int, in session: any StoreSession, _ body: (DirectoryUser) -> Bool
  ) throws -> Bool {
    var after: UserID = 0
    var count = 0
    while count < limit {
      let page = try session.directory.users(
        after: after, search: "", role: nil, limit: StorePage.size)
      guard let last = page.last else { return true }
      after = last.user.id
      count += page.count
      for stored in page where !body(stored.user) { return false }
    }
    return try session.directory.users(after: after, search: "", role: nil, limit: 1).isEmpty
  }
}

extension ValueAdvice {
  /// What an attribute was most likely meant to be which neither the directory file knows nor anybody
  /// of the directory has, as far as it was looked at.
  ///
  /// - Returns: whether it is new, and the name it is nearly.
  public func attribute(_ name: String) throws -> (isNew: Bool, near: String?) {
    if DirectoryUser.isKnown(attribute: name) { return (false, nil) }
    return try store.read { session in
      var names = AttributeNames()
      _ = try Self.look(upTo: Self.checkedUsers, in: session) { user in
        names.take(user.attributes.keys)
        return !names.has(name)
      }
      return names.has(name) ? (false, nil) : (true, names.nearest(to: name))
    }
  }
}
