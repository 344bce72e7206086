import Provisioning

extension ProvisioningTask {
  /// Why the task is there, or why it failed, without the name, which stands beside it; of a group
  /// first how many people, and who.
  var whyWords: String {
    let text = error?.advice ?? note ?? reason
    let words = text.withoutName(of: self)
    guard !members.isEmpty else { return words }
    let sign = action == .removeMembers ? "-" : "+"
    let names = members.prefix(3).map(\.name).joined(separator: ", ")
    let more = members.count > 3 ? ", …" : ""
    return "\(sign)\(Count.grouped(members.count)) \(names)\(more): \(words)"
  }
}

extension String {
  /// The sentence without the subject that it begins with.
  fileprivate func withoutName(of task: ProvisioningTask) -> String {
    guard let end = firstIndex(of: " ") else { return self }
    let subject = self[..<end]
    let names = [task.name, task.name.prefix { $0 != "@" }.description]
    guard names.contains(where: { $0.lowercased() == subject.lowercased() }) else { return self }
    return String(self[index(after: end)...])
  }
}
