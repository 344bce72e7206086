public import Text
import SCIM

/// One thing about a user's account in an app that stays as somebody set it by undoing a run, whatever
/// parameters and rules say, until it is let go.
public struct Pin: Sendable, Hashable {
  /// What stays as it is.
  public enum Kind: Sendable, Hashable {
    /// An attribute (a SCIM path) has this value; `nil`: none.
    case value(path: String, JSONValue?)
    /// The user is in a group, or is not.
    case member(group: GroupID, Bool)
    /// The account can be used, cannot be used, or there is to be none.
    case account(AccountState)
  }

  /// How an account stays.
  public enum AccountState: String, Sendable, Hashable {
    case active
    case inactive
    /// There is to be no account: one that is there is treated as that of somebody who lost access.
    case absent
  }

  /// What stays as it is.
  public var kind: Kind
  /// The run that was undone.
  public var run: RunID
  /// Who undid it.
  public var by: String
  /// When, in seconds since 1970.
  public var at: Double

  /// A pin.
  public init(_ kind: Kind, run: RunID, by: String, at: Double) {
    self.kind = kind
    self.run = run
    self.by = by
    self.at = at
  }

  /// What tells the pins of one account apart: a newer one with the same key takes the place of an
  /// older one.
  public var key: String { kind.key }
}

extension Pin.Kind {
  /// What tells the pins of one account apart.
  public var key: String {
    switch self {
    case .value(let path, _): "value \(path.lowercased())"
    case .member(let group, _): "group \(group)"
    case .account: "account"
    }
  }

  /// What stays as it is, as it is stored.
  public var json: JSONValue {
    switch self {
    case .value(let path, let value): ["path": .string(path), "value": value ?? .null]
    case .member(let group, let isMember):
      ["group": .integer(group), "member": .bool(isMember)]
    case .account(let state): ["account": .string(state.rawValue)]
    }
  }

  /// What stays as it is, as it was stored; `nil` where it cannot be read.
  public init?(json: JSONValue) {
    if let path = json["path"]?.string, let value = json["value"] {
      self = .value(path: path, value == .null ? nil : value)
    } else if let group = json["group"]?.integer, let isMember = json["member"]?.bool {
      self = .member(group: GroupID(group), isMember)
    } else if let state = json["account"]?.string.flatMap(Pin.AccountState.init) {
      self = .account(state)
    } else {
      return nil
    }
  }

  /// What stays as it is, in words.
  ///
  /// - Parameter group: the name of a group.
  public func words(group name: (GroupID) -> String) -> String {
    switch self {
    case .value(let path, let value): "\(path) stays \(Words.value(value))"
    case .member(let group, true): "stays in \(name(group))"
    case .member(let group, false): "stays out of \(name(group))"
    case .account(.active): "the account stays active"
    case .account(.inactive): "the account stays inactive"
    case .account(.absent): "there is to be no account"
    }
  }
}

extension Pin {
  /// Why something is pinned, in words.
  public var words: String { "run \(run) was undone by \(by)" }
}

/// The key of a run: what one worker did in one app between two rests.
public typealias RunID = Int64
