import Provisioning
public import SCIM

/// A plan that was written to a file, so that exactly it can be applied later.
public struct SavedPlan: Sendable {
  /// The app's name.
  public let app: String
  private var accounts: [String: String] = [:]
  private var members: [String: String] = [:]

  /// The plan that these changes make up, as it is written.
  public static func json(app: String, _ changes: [PlannedChange]) -> JSONValue {
    [
      "usher": "plan", "version": 1, "app": .string(app),
      "changes": .array(changes.map(\.json)),
    ]
  }

  /// Reads a plan that was written.
  ///
  /// - Throws: `EngineError.invalid` where it is none.
  public init(json: JSONValue) throws(EngineError) {
    guard json["usher"]?.string == "plan", let app = json["app"]?.string,
      let changes = json["changes"]?.array
    else { throw .invalid("the file is no plan that usher plan --out wrote") }
    guard json["version"]?.integer == 1 else {
      throw .invalid("the plan was written by another version of usher; make it again")
    }
    self.app = app
    for change in changes {
      let name = change["name"]?.string ?? ""
      guard let action = TaskAction(rawValue: change["action"]?.string ?? "") else { continue }
      switch action {
      case .addMembers, .removeMembers:
        for member in change["members"]?.array ?? [] {
          let key = Self.key(action, name, member.string ?? "")
          members[key] = "\(action.rawValue) \(member.string ?? "") \(name)"
        }
      default:
        let request = TaskRequest(json: change["request"] ?? .null)
        accounts[Self.key(action, name, request.hash)] = "\(action.rawValue) \(name)"
      }
    }
  }

  /// Whether the plan holds this change to the letter; what it held is crossed off.
  mutating func takes(_ draft: ProvisioningTask) -> Bool {
    accounts.removeValue(forKey: Self.key(draft.action, draft.name, draft.request.hash)) != nil
  }

  /// Whether the plan holds this change of a membership; what it held is crossed off.
  mutating func takes(_ action: TaskAction, group: String, user: String) -> Bool {
    members.removeValue(forKey: Self.key(action, group, user)) != nil
  }

  /// What the plan held and nothing asked for.
  var rest: [String] { (Array(accounts.values) + members.values).sorted() }

  private static func key(_ action: TaskAction, _ name: String, _ what: String) -> String {
    "\(action.rawValue)\u{1F}\(name)\u{1F}\(what)"
  }
}
