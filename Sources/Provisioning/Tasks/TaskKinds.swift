/// The key of a task; larger is newer.
public typealias TaskID = Int64
/// The key of an app in the store.
public typealias AppID = Int64
/// The key of a group of an app in the store.
public typealias GroupID = Int64

/// What a task does to the app.
public enum TaskAction: String, Sendable, Hashable, Codable, CaseIterable {
  case create
  case update
  case suspend
  case reactivate
  case delete
  case link
  case createGroup = "create-group"
  case updateGroup = "update-group"
  case addMembers = "add-members"
  case removeMembers = "remove-members"

  /// What kind of resource it changes.
  public var resource: ResourceKind {
    switch self {
    case .create, .update, .suspend, .reactivate, .delete, .link: .user
    case .createGroup, .updateGroup, .addMembers, .removeMembers: .group
    }
  }

  /// Whether someone may lose access through it: what the safety limits count.
  public var isDestructive: Bool { self == .delete || self == .suspend }
}

/// What kind of resource a task changes.
public enum ResourceKind: String, Sendable, Hashable, Codable {
  case user
  case group
}

/// Where a task stands.
public enum TaskStatus: String, Sendable, Hashable, Codable, CaseIterable {
  /// It waits for an admin.
  case pending
  /// Somebody, or the policy, let it go; a worker will take it.
  case approved
  /// A worker has it.
  case running
  /// It was done, and the app was seen to hold the result.
  case provisioned
  /// It could not be done; the reason is kept.
  case failed
  /// An admin decided against it.
  case ignored
  /// A newer task took its place, or it was no longer needed.
  case superseded

  /// Whether it can still lead to a request.
  public var isOpen: Bool { self == .pending || self == .approved || self == .running }
}
