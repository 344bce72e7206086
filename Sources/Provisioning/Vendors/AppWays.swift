/// How a service provider is spoken to, and how it differs from RFC 7644.
public struct AppWays: Sendable, Hashable {
  /// Requests a second; 0 for none but what the server asks for.
  public var rateLimit: Double = 0
  /// Requests under way at once.
  public var concurrency = 16
  /// Seconds for one request.
  public var timeout: Double = 30
  /// Members that one group change may carry.
  public var membersPerPatch = 100
  /// Resources that are asked for a page.
  public var pageSize = 100
  /// Whether a group's members come only when `attributes=members` asks for them.
  public var membersOnRequest = false
  /// Whether a group's members can never be read, only asked for one by one with a filter.
  public var membersByFilter = false
  /// How long what usher made or changed may stay out of sight, in seconds, before it counts as gone.
  public var visibilityWindow: Double = 30
  /// What a DELETE of a user does.
  public var deletion = Deletion.deletes
  /// Attributes (SCIM paths) whose changes never show after the account was created.
  public var frozen: [String] = []

  /// What becomes of an account that is deleted.
  public enum Deletion: String, Sendable, Hashable, Codable, CaseIterable {
    /// It is gone.
    case deletes
    /// It stays, inactive.
    case deactivates

    /// What to tell before somebody approves a deletion.
    public var warning: String {
      switch self {
      case .deletes: "A deletion cannot be undone."
      case .deactivates: "This app keeps a deleted account, inactive."
      }
    }
  }

  /// A server that follows the RFC.
  public init() {}
}

extension AppWays: Codable {
  private enum CodingKeys: String, CodingKey {
    case rateLimit, concurrency, timeout, membersPerPatch, pageSize, membersOnRequest
    case membersByFilter, visibilityWindow, deletion, frozen
  }

  /// What a store kept; what an older version did not know of is as in the RFC.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(_ key: CodingKeys, _ standard: Value) throws -> Value {
      try values.decodeIfPresent(Value.self, forKey: key) ?? standard
    }
    rateLimit = try value(.rateLimit, rateLimit)
    concurrency = try value(.concurrency, concurrency)
    timeout = try value(.timeout, timeout)
    membersPerPatch = try value(.membersPerPatch, membersPerPatch)
    pageSize = try value(.pageSize, pageSize)
    membersOnRequest = try value(.membersOnRequest, membersOnRequest)
    membersByFilter = try value(.membersByFilter, membersByFilter)
    visibilityWindow = try value(.visibilityWindow, visibilityWindow)
    deletion = try value(.deletion, deletion)
    frozen = try value(.frozen, frozen)
  }
}
