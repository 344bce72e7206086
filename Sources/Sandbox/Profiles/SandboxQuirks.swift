import Text
import SCIM

/// How a service provider differs from what a client would expect, each on its own. A profile has
/// them beside its other deviations.
public struct SandboxQuirks: Sendable, Hashable {
  /// Whether a deleted user is hidden instead: GET answers 404 and no list has it, but its `userName`
  /// is never free again, and a write to its id brings it back.
  public var hidesDeleted = false
  /// How many seconds pass before a new user can be read.
  public var visibleAfter = 0.0
  /// How many seconds pass before a deletion, which is answered with 202, takes effect; 0 for at once.
  public var deletesAfter = 0.0
  /// The status that refuses a change of a user without `If-Match`: 412 or 428; `nil`: none does.
  public var refusalWithoutVersion: Int?
  /// How many of a group's members are shown at most; `nil` for all.
  public var membersShown: Int?
  /// Whether a new user is invited and shows `active: false`, whatever was sent, until the invitation
  /// is accepted.
  public var invites = false
  /// Whether the answer to a PATCH of a user shows the user as it was before.
  public var answersPatchAsBefore = false
  /// Whether e-mail addresses and phone numbers are shown as bare texts, without their types.
  public var showsBareTexts = false
  /// What the app writes before each `userName`.
  public var namePrefix = ""
  /// Whether an e-mail address can be one user's alone; `nil`: any number of users have it.
  public var uniqueMail: UniqueMail?

  /// How an app that takes an e-mail address only once tells its clients.
  public enum UniqueMail: String, Sendable, Hashable, CaseIterable {
    /// By its schema.
    case announced
    /// By refusals alone.
    case silent
  }

  /// None of them.
  public init() {}
}

extension SandboxProvider {
  /// Accepts every invitation: from now on the users show what was sent.
  public mutating func acceptInvitations() { invited = [] }

  /// The names of the users that are hidden, by id.
  public var hiddenUsers: [String: String] {
    hidden.mapValues { $0.content["userName"]?.scalarText ?? "" }
  }

  /// Whether a resource can be read yet.
  func isVisible(_ kind: ResourceKind, _ resource: StoredResource, now: Double) -> Bool {
    let delay = profile.quirks.visibleAfter
    // Without a delay a clock that is set back hides nobody.
    return kind == .group || delay == 0 || now >= resource.created + delay
  }

  /// Deletes the users whose time has come.
  mutating func deleteWhatIsDue(now: Double) {
    for (id, due) in deletions where due <= now {
      deletions[id] = nil
      remove(.user, id, now: now)
    }
  }

  /// Takes a resource away, or hides it.
  mutating func remove(_ kind: ResourceKind, _ id: String, now: Double) {
    if kind == .user, profile.quirks.hidesDeleted, let resource = state.find(kind, id) {
      hidden[id] = resource
    }
    state.delete(kind, id, now: now)
  }

  /// Brings a hidden user back.
  ///
  /// - Returns: the user; `nil` where none of that id is hidden.
  mutating func reveal(_ kind: ResourceKind, _ id: String, now: Double) -> StoredResource? {
    guard kind == .user, let resource = hidden.removeValue(forKey: id) else { return nil }
    return state.create(kind, id: id, content: resource.content, members: [], now: now)
  }

  /// A user's attributes as the app keeps them.
  func named(_ content: JSONValue) -> JSONValue {
    let prefix = profile.quirks.namePrefix
    guard !prefix.isEmpty, let name = content["userName"]?.scalarText, !name.hasPrefix(prefix)
    else { return content }
    var content = content
    content.set(.string(prefix + name), at: "userName")
    return content
  }
}

extension JSONValue {
  /// A user whose e-mail addresses and phone numbers are their texts alone.
  var withBareTexts: JSONValue {
    guard var user = object else { return self }
    for name in ["emails", "phoneNumbers"] {
      guard let elements = user[name]?.array else { continue }
      user[name] = .array(elements.compactMap { $0.object == nil ? $0 : $0["value"] })
    }
    return .object(user)
  }
}
