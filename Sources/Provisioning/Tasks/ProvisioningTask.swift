public import Text

/// One change to one account or group of an app, from being filed to its end.
public struct ProvisioningTask: Sendable, Hashable {
  /// The key; 0 while it is not filed.
  public var id: TaskID
  /// The app.
  public var app: AppID
  /// What it does.
  public var action: TaskAction
  /// Where it stands.
  public var status: TaskStatus
  /// The userName of the account, or the displayName of the group.
  public var name: String
  /// The user of the directory, for a task on an account.
  public var user: UserID?
  /// The group, for a task on a group.
  public var group: GroupID?
  /// The id of the resource in the app, where it is known.
  public var remoteID: String?
  /// What changes, attribute by attribute.
  public var changes: [AttributeChange] {
    didSet { writtenChanges = WrittenForm() }
  }
  /// The users that a group change adds or removes.
  public var members: [TaskMember]
  /// What is sent, as it was shown.
  public var request: TaskRequest {
    didSet { writtenRequest = WrittenForm() }
  }
  /// What is desired for the account as a whole (`DesiredAccount.attributesHash`).
  public var desiredHash: String
  /// Why it was filed, for a person: the rule, the change in the directory, what moved.
  public var reason: String
  /// The Unix users who caused it, by an import, an edit, a reapply or a retry; empty where that is
  /// not known.
  public var requestedBy: [String]
  /// How often a worker took it.
  public var attempts: Int
  /// Why it failed.
  public var error: TaskError?
  /// What was noticed on the way: linked instead of created, attributes that were not kept.
  public var note: String?
  /// Seconds since 1970.
  public var createdAt: Double
  /// Seconds since 1970.
  public var updatedAt: Double
  /// Who approved or ignored it; "policy" where nobody had to.
  public var decidedBy: String?
  /// The request's hash at the moment of the approval.
  public var approvedHash: String?
  /// The task that took its place.
  public var supersededBy: TaskID?
  /// The earliest moment for the next attempt, in seconds since 1970.
  public var notBefore: Double
  /// Since when the app does nothing but ask to slow down, in seconds since 1970.
  public var slowedSince: Double?
  /// When the app took the request without showing its effect, in seconds since 1970: until that is
  /// seen, or the time for it is over, the app is looked at and nothing is sent.
  public var acceptedAt: Double?
  private var writtenChanges = WrittenForm()
  private var writtenRequest = WrittenForm()

  /// A task that is not filed yet.
  public init(
    app: AppID, action: TaskAction, name: String, user: UserID? = nil, group: GroupID? = nil,
    remoteID: String? = nil, changes: [AttributeChange] = [], members: [TaskMember] = [],
    request: TaskRequest, desiredHash: String = "", reason: String = ""
  ) {
    id = 0
    self.app = app
    self.action = action
    status = .pending
    self.name = name
    self.user = user
    self.group = group
    self.remoteID = remoteID
    self.changes = changes
    self.members = members
    self.request = request
    self.desiredHash = desiredHash
    self.reason = reason
    requestedBy = []
    attempts = 0
    createdAt = 0
    updatedAt = 0
    notBefore = 0
  }
}

extension ProvisioningTask {
  /// The request as it is stored: the text of its `json`.
  public var requestText: String { writtenRequest.text ?? request.json.text }

  /// The changes as they are stored.
  public var changesText: String { writtenChanges.text ?? AttributeChange.text(of: changes) }

  /// Makes the texts that the task is stored as, so that whoever stores it need not.
  public mutating func write() {
    writtenChanges.text = AttributeChange.text(of: changes)
    writtenRequest.text = request.json.text
  }
}

/// One attribute of an account: what it is, and what it becomes.
public struct AttributeChange: Sendable, Hashable {
  /// The SCIM path.
  public var path: String
  /// The value that the app was last seen to hold; `nil` for none.
  public var from: JSONValue?
  /// The value that it is to hold; `nil` for none.
  public var to: JSONValue?

  /// A change.
  public init(path: String, from: JSONValue?, to: JSONValue?) {
    self.path = path
    self.from = from
    self.to = to
  }

  /// Changes as they are stored.
  static func text(of changes: [AttributeChange]) -> String {
    JSONValue.array(
      changes.map { .array([.string($0.path), $0.from ?? .null, $0.to ?? .null]) }
    ).text
  }
}

/// One user that a group change adds or removes.
public struct TaskMember: Sendable, Hashable {
  /// The user of the directory.
  public var user: UserID
  /// The userName, for people.
  public var name: String
  /// Where this one stands.
  public var state: State

  /// Where one member of a group change stands.
  public enum State: String, Sendable, Hashable {
    /// It is still to be done.
    case open
    /// The app was seen to hold it.
    case done
    /// The account it needs was decided against.
    case skipped
    /// The app refused it.
    case failed
  }

  /// A member.
  public init(user: UserID, name: String, state: State = .open) {
    self.user = user
    self.name = name
    self.state = state
  }
}

/// Why a task failed, and what to do.
public struct TaskError: Sendable, Hashable {
  /// The HTTP status; `nil` where no answer came.
  public var status: Int?
  /// The SCIM error type (RFC 7644, section 3.12).
  public var scimType: String?
  /// What the server said, secrets removed.
  public var detail: String?
  /// What happened and what to do now, in one sentence.
  public var advice: String
  /// The answer as it came, bounded, secrets removed.
  public var response: String?

  /// An error.
  public init(
    status: Int? = nil, scimType: String? = nil, detail: String? = nil, advice: String,
    response: String? = nil
  ) {
    self.status = status
    self.scimType = scimType
    self.detail = detail
    self.advice = advice
    self.response = response
  }
}
