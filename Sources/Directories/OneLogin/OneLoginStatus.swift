import Provisioning

/// What OneLogin's two numbers say of somebody.
enum OneLoginStatus {
  /// Active or suspended; `nil` for a number that nobody knows, which must not take anything away.
  ///
  /// A locked account or an expired password heals by itself and is active. Whoever was never
  /// activated, or is not approved or licensed, is not active, and not gone either.
  ///
  /// - Parameters:
  ///   - status: 0 unactivated, 1 active, 2 suspended, 3 locked, 4 password expired, 5 awaiting a
  ///     password reset, 6 unused, 7 password pending, 8 security questions required.
  ///   - state: 0 unapproved, 1 approved, 2 rejected, 3 unlicensed; `nil` where it is not said.
  static func status(_ status: Int, state: Int?) -> UserStatus? {
    switch state {
    case nil, 1: break
    case 0, 2, 3: return .suspended
    default: return nil
    }
    switch status {
    case 1, 3, 4, 5, 7, 8: return .active
    case 0, 2, 6: return .suspended
    default: return nil
    }
  }
}
