public import Provisioning

/// One change of an app by hand, as the console makes it.
public struct AppEdits: Sendable {
  let rights: DecisionRights
  let configuration: ConfigurationChanges

  /// Brings an app from what somebody saw to what they made of it.
  ///
  /// - Parameter before: the app as it was seen; `nil`: there was none.
  /// - Throws: `EngineError.invalid` where it is not as it was seen any more.
  public func change(from before: AppDefinition?, to after: AppDefinition) throws -> ApplyResult {
    try rights.write(notingRefusalsOf: "app.apply", after.name) { session in
      let key = after.name.lowercased()
      let current = try session.apps.all().first { $0.name.lowercased() == key }
      guard current?.definition == before else {
        throw EngineError.invalid(
          current == nil || before == nil
            ? "there is an app \(after.name) already; choose another name"
            : "\(after.name) was changed by somebody else meanwhile; nothing was saved, undo shows what is there now"
        )
      }
      var result = ApplyResult()
      try configuration.apply(after, &result, in: session)
      return result
    }
  }
}
