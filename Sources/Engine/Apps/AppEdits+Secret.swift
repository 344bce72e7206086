public import Provisioning

extension AppEdits {
  /// Changes an app's settings, and keeps the token that was typed for it only where they were saved:
  /// where they are refused, the token that was kept before stays.
  ///
  /// - Parameters:
  ///   - secret: the token; `nil` where none was typed.
  ///   - check: refuses settings that cannot be used.
  public func change(
    from before: AppDefinition?, to after: AppDefinition, secret: String?,
    keptBy keeper: any SecretKeeper, checking check: (AppDefinition) throws -> Void
  ) throws -> ApplyResult {
    var after = after
    let draft = try secret.map { try keeper.draft($0, for: after.name) }
    if let draft { after.connection.token = draft.source }
    let result: ApplyResult
    do {
      try check(after)
      result = try change(from: before, to: after)
    } catch {
      draft?.discard()
      throw error
    }
    try draft?.keep()
    return result
  }
}
