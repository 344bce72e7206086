public import Text
public import Provisioning
import SCIM

/// An account as the app was last seen to hold it.
public struct AccountRecord: Sendable, Hashable {
  /// The app.
  public var app: AppID
  /// The id that the app gave it.
  public var remoteID: String
  /// The user of the directory whose account it is; `nil`: nobody's that usher knows of.
  public var user: UserID?
  /// The whole resource.
  public var resource: JSONValue
  /// Whether it is there.
  public var state: State
  /// When it was last seen, in seconds since 1970.
  public var seenAt: Double
  /// When usher made or changed it, in seconds since 1970, while the app's answer is all that showed
  /// it; `nil` once it was read since.
  public var writtenAt: Double?
  /// Attributes that this account does not take (SCIM paths) and the value that was sent in vain.
  public var stuck: [String: String]

  /// Whether an account is there.
  public enum State: String, Sendable, Hashable {
    case present
    /// usher deleted it, and the app kept it, inactive.
    case deactivated
    /// It is not shown, and its name is still taken: usher tries to bring it back.
    case hidden
    /// It is not there any more.
    case gone
  }

  /// An account that was just seen.
  public init(
    app: AppID, remoteID: String, user: UserID?, resource: JSONValue, state: State = .present,
    seenAt: Double
  ) {
    self.app = app
    self.remoteID = remoteID
    self.user = user
    self.resource = resource
    self.state = state
    self.seenAt = seenAt
    stuck = [:]
  }

  /// The account's name in the app.
  public var userName: String { resource["userName"]?.scalarText ?? "" }

  /// The id that the client gave it.
  public var externalID: String { resource["externalId"]?.scalarText ?? "" }

  /// Whether it can be used; an account without the attribute can.
  public var isActive: Bool { resource["active"]?.bool ?? true }

  /// Whether usher asked for an account that can be used, and the app shows one that cannot: it may
  /// become active by itself, once an invitation is accepted.
  public var isInvited: Bool {
    let isAsked = stuck.contains { path, value in
      !AttributeFinding.canBeLearned(path) && value == JSONValue.bool(true).text
    }
    return !isActive && isAsked
  }

  /// The account as a request that sends it whole is to repeat it: an account that is invited shows
  /// inactive, and to send that would end the invitation.
  public var asAsked: JSONValue { Self.asAsked(resource, isInvited: isInvited) }

  /// The same of an account that is shown like this now.
  static func asAsked(_ resource: JSONValue, isInvited: Bool) -> JSONValue {
    guard isInvited, var account = resource.object else { return resource }
    account["active"] = true
    return .object(account)
  }

  /// Takes over what was just seen of it. What it shows now was not sent in vain.
  mutating func see(_ resource: JSONValue, by comparison: AccountComparison, at now: Double) {
    self.resource = resource
    seenAt = now
    writtenAt = nil
    stuck = stuck.filter { path, text in
      let value = try? JSONValue(parsing: text)
      return !comparison.holds(value == .null ? nil : value, at: path, in: resource)
    }
  }
}
