import Provisioning

extension ProvisioningTask {
  /// Whether the app refused a suspension that carried other changes, so that one of those may be why:
  /// nobody stays active because a name is taken.
  var isRefusedWithMore: Bool {
    guard status == .failed, action == .suspend, let answered = error?.status else { return false }
    return Self.refusalsOfValues.contains(answered) && changes.contains(where: \.takesAccess)
      && changes.contains { !$0.takesAccess }
  }

  /// Whether it suspends an account and does nothing else.
  var isSuspensionAlone: Bool { action == .suspend && changes.allSatisfy(\.takesAccess) }

  /// How an app refuses a value.
  private static let refusalsOfValues = [400, 409, 422]
}
