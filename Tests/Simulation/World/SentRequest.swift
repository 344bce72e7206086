import Text
import Engine
import Foundation
import Provisioning
import SCIM

/// One request that leaves usher, and whether a task allows it.
struct SentRequest {
  private let request: HTTPRequest
  private let store: any Store
  private let approvals: Approvals

  init(_ request: HTTPRequest, store: any Store, approvals: Approvals) {
    self.request = request
    self.store = store
    self.approvals = approvals
  }

  /// Whether the task was approved, byte for byte as it is now, and this is what it says: the very
  /// bytes, or the same change of a group, or a part of it, in another dialect.
  func isAllowed(by task: ProvisioningTask) throws -> Bool {
    guard let approval = approvals.all[task.id], approval.request == task.request,
      task.approvedHash == task.request.hash
    else { return false }
    if isSame(approval.request) || approval.request.before.contains(where: isSame) { return true }
    guard task.action == .addMembers || task.action == .removeMembers else { return false }
    return try isPart(of: approval, task)
  }

  private func isSame(_ shown: TaskRequest) -> Bool {
    shown.method == request.method && shown.path == request.path
      && shown.body?.bytes == request.body?.bytes
  }

  private func isPart(of approval: Approvals.Approval, _ task: ProvisioningTask) throws -> Bool {
    guard try isAt(approval.request.path, task) else { return false }
    let shown = Self.members(approval.request.body)
    let sent = Self.members(request.body)
    if request.method == "PUT" { return true }
    guard request.method == "PATCH", let sent, let shown, sent.adds == shown.adds else {
      return false
    }
    return try sent.ids.allSatisfy { id in
      if shown.ids.contains(id) { return true }
      let owner = try store.read { try $0.accounts.account(task.app, remoteID: id)?.user }
      return approval.members.contains { member in
        member.user == owner && shown.ids.contains("<id of user \(member.name)>")
      }
    }
  }

  /// Whether it goes to the group that was shown: by its very id, also where the group was found to be
  /// gone meanwhile, or by the id that it has by now where it had none.
  private func isAt(_ shown: String, _ task: ProvisioningTask) throws -> Bool {
    if request.path == shown { return true }
    guard let id = task.group, let group = try store.read({ try $0.groups.group(id) }),
      let remoteID = group.remoteID
    else { return false }
    return shown == "/Groups/<id of group \(group.name)>"
      && request.path == "/Groups/\(PercentEncoding.encode(remoteID))"
  }

  /// Whom a PATCH adds or removes; `nil` where it does anything else.
  private static func members(_ body: JSONValue?) -> (adds: Bool, ids: Set<String>)? {
    var adds: Bool?
    var ids: Set<String> = []
    for operation in body?["Operations"]?.array ?? [] {
      let isAddition = operation["op"]?.string?.lowercased() == "add"
      guard adds == nil || adds == isAddition else { return nil }
      adds = isAddition
      let path = operation["path"]?.string ?? "members"
      if let start = path.range(of: "members[value eq \""), path.hasSuffix("\"]") {
        ids.insert(String(path[start.upperBound...].dropLast(2)))
        continue
      }
      guard path == "members" else { return nil }
      let value = operation["value"]
      let list = value?.array ?? value?["members"]?.array ?? []
      ids.formUnion(list.compactMap { $0["value"]?.scalarText })
    }
    return adds.map { ($0, ids) }
  }
}
