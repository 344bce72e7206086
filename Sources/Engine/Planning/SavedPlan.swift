public import Text
import Provisioning
import SCIM

/// A plan that was written to a file, so that exactly it can be applied later.
public struct SavedPlan: Sendable {
  /// The app's name.
  public let app: String
  private var accounts: [String: String] = [:]
  private var members: [String: String] = [:]
  private var withdrawals: [TaskID: String] = [:]

  /// A plan, as it is written.
  public static func json(_ plan: AppPlan) -> JSONValue {
    [
      "usher": "plan", "version": 1, "app": .string(plan.app.name),
      "changes": .array(
        plan.changes.map(\.json) + plan.withdrawn.map { AppPlan.json(withdrawal: $0) }),
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
      let word = change["action"]?.string ?? ""
      if word == AppPlan.withdrawal, let id = change["task"]?.integer {
        withdrawals[TaskID(id)] = "withdrawing task \(id) (\(name))"
        continue
      }
      guard let action = TaskAction(rawValue: word) else {
        throw .invalid(
          "the plan holds a change '\(word)', which this usher does not know; make it again")
      }
      switch action {
      case .addMembers, .removeMembers:
        for member in change["members"]?.array ?? [] {
          let key = Self.key(action, name, member.string ?? "")
          members[key] = "\(action.rawValue) \(member.string ?? "") \(name)"
        }
      default:
        guard let request = TaskRequest(json: change["request"] ?? .null) else {
          throw .invalid("the plan's request for \(name) cannot be read; make the plan again")
        }
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

  /// Whether the plan withdraws this task; what it held is crossed off.
  mutating func takesWithdrawal(of task: TaskID) -> Bool {
    withdrawals.removeValue(forKey: task) != nil
  }

  /// What the plan held and nothing asked for.
  var rest: [String] {
    (Array(accounts.values) + members.values + withdrawals.values).sorted()
  }

  private static func key(_ action: TaskAction, _ name: String, _ what: String) -> String {
    "\(action.rawValue)\u{1F}\(name)\u{1F}\(what)"
  }
}
