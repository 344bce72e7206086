import Text
import SCIM
import Testing

@testable import Provisioning

/// What takes a task back, and what cannot be taken back.
@Suite struct InverseTests {
  private static let comparison = AccountComparison(schemas: .user)

  /// A row: a task's action with its changes as `path from to`, the account now, what newer tasks leave
  /// pinned, and what comes of it.
  struct Row: Sendable, CustomTestStringConvertible {
    var action: TaskAction
    var changes: [(String, JSONValue?, JSONValue?)] = []
    var account: JSONValue?
    var pinned: [Pin.Kind] = []
    var pins: [Pin.Kind] = []
    var impossible: [String] = []
    var testDescription: String { "\(action.rawValue) \(changes.map(\.0)) \(pinned.map(\.key))" }
  }

  private static let ann: JSONValue = ["userName": "ann", "title": "Lead", "active": true]

  static let rows: [Row] = [
    // An update goes back to what was there, or to nothing.
    Row(
      action: .update, changes: [("title", "Clerk", "Lead")], account: ann,
      pins: [.value(path: "title", "Clerk")]),
    Row(
      action: .update, changes: [("title", nil, "Lead")], account: ann,
      pins: [.value(path: "title", nil)]),
    Row(
      action: .update, changes: [("nickName", "A", nil)], account: ann,
      pins: [.value(path: "nickName", "A")]),
    // What others changed since stays.
    Row(
      action: .update, changes: [("title", "Clerk", "Boss")], account: ann,
      impossible: ["title was changed since"]),
    Row(
      action: .update, changes: [("title", "Clerk", "Boss"), ("userName", "a", "ann")],
      account: ann, pins: [.value(path: "userName", "a")],
      impossible: ["title was changed since"]),
    Row(
      action: .update, changes: [("title", "Lead", "Boss")], account: ann,
      impossible: ["title is as it was before already"]),
    Row(
      action: .update, changes: [("title", "Clerk", "Lead")], impossible: ["the account is gone"]),
    // A newer task of the run is undone first, so that it counts what that goes back to.
    Row(
      action: .update, changes: [("title", "Clerk", "Boss")], account: ann,
      pinned: [.value(path: "title", "Boss")], pins: [.value(path: "title", "Clerk")]),
    Row(
      action: .update, changes: [("title", "Clerk", "Boss")], account: ann,
      pinned: [.value(path: "title", "Lead")], impossible: ["title was changed since"]),
    // The use of an account is taken and given back.
    Row(
      action: .suspend, changes: [("active", true, false)],
      account: ["userName": "ann", "active": false], pins: [.account(.active)]),
    Row(
      action: .suspend, changes: [("active", nil, false)],
      account: ["userName": "ann", "active": false], pins: [.account(.active)]),
    Row(
      action: .suspend, changes: [("active", true, false)], account: ann,
      impossible: ["active is as it was before already"]),
    Row(
      action: .reactivate, changes: [("active", false, true)], account: ann,
      pins: [.account(.inactive)]),
    Row(
      action: .suspend, changes: [("active", true, false)], account: ann,
      pinned: [.account(.inactive)], pins: [.account(.active)]),
    // An account that was brought back whole: nobody knows what it held before.
    Row(
      action: .reactivate, changes: [("userName", nil, "ann"), ("title", nil, "Lead")],
      account: ann, pins: [.account(.inactive)]),
    Row(
      action: .reactivate, changes: [("userName", nil, "ann")],
      account: ["userName": "ann", "active": false],
      impossible: ["the account was made inactive since"]),
    // What was made is to be there no longer; what was deleted does not come back.
    Row(
      action: .create, changes: [("userName", nil, "ann")], account: ann,
      pins: [.account(.absent)]),
    Row(action: .create, impossible: ["the account is gone"]),
    Row(action: .delete, account: ann, impossible: ["a deletion cannot be undone"]),
    Row(
      action: .link, account: ann,
      impossible: ["the account was there before; usher unlink makes it nobody's"]),
    Row(
      action: .link, changes: [("title", "Clerk", "Lead")], account: ann,
      pins: [.value(path: "title", "Clerk")]),
    Row(action: .createGroup, impossible: ["the group stays as it is in the app"]),
    Row(action: .updateGroup, impossible: ["the group stays as it is in the app"]),
  ]

  @Test(arguments: rows) func ofATaskOnAnAccount(_ row: Row) {
    let changes = row.changes.map { AttributeChange(path: $0.0, from: $0.1, to: $0.2) }
    let task = ProvisioningTask(
      app: 1, action: row.action, name: "ann", user: 1, changes: changes,
      request: TaskRequest("PATCH", "/Users/1"))
    let pinned = Dictionary(row.pinned.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
    let state = UndoState(account: row.account, pins: pinned)
    #expect(
      task.inverse(for: 1, state, by: Self.comparison)
        == Inverse(pins: row.pins, impossible: row.impossible))
  }

  @Test(arguments: [
    (TaskAction.addMembers, TaskMember.State.done, true, false as Bool?, nil as String?),
    (.addMembers, .done, false, nil, "ann left since"),
    (.removeMembers, .done, false, true, nil),
    (.removeMembers, .done, true, nil, "ann came back since"),
    (.addMembers, .failed, true, nil, nil), (.addMembers, .skipped, true, nil, nil),
  ])
  func ofAMembership(
    _ row: (
      action: TaskAction, state: TaskMember.State, isIn: Bool, pin: Bool?, impossible: String?
    )
  ) {
    let task = ProvisioningTask(
      app: 1, action: row.action, name: "VPN", group: 7,
      members: [TaskMember(user: 1, name: "ann", state: row.state)],
      request: TaskRequest("PATCH", "/Groups/7"))
    let state = UndoState(account: Self.ann, groups: row.isIn ? [7] : [])
    #expect(
      task.inverse(for: 1, state, by: Self.comparison)
        == Inverse(
          pins: row.pin.map { [.member(group: 7, $0)] } ?? [],
          impossible: row.impossible.map { [$0] } ?? []))
  }

  @Test(arguments: [
    Pin.Kind.value(path: "title", "x"), .value(path: "title", nil), .value(path: "a", ["b", 1]),
    .member(group: 7, true), .member(group: 7, false), .account(.active), .account(.inactive),
    .account(.absent),
  ])
  func aPinIsStoredAndReadAgain(_ kind: Pin.Kind) {
    #expect(Pin.Kind(json: kind.json) == kind)
  }

  @Test(arguments: ["{}", "[]", #"{"account":"dead"}"#, #"{"group":"x","member":true}"#])
  func whatIsNoPinIsNotRead(_ text: String) throws {
    #expect(Pin.Kind(json: try JSONValue(parsing: text)) == nil)
  }
}
