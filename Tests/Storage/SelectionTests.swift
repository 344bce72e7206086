import TestSupport
import Engine
import Provisioning
import Testing

/// Whatever way a list of tasks takes, it holds what its filter says, in order, page by page.
@Suite struct SelectionTests {
  /// A task as the filter sees it.
  private struct Filed {
    var task: ProvisioningTask
    var user: String?
    var department: String?
    var group: String?
    var members: [String]
  }

  @Test(arguments: StoreFactory.all, 1...3)
  func aListHoldsWhatItsFilterSays(_ factory: StoreFactory, _ seed: UInt64) throws {
    var chance = SplitMix64(seed: seed)
    let store = try factory.make()
    try store.write { session in
      let filed = try fill(session, &chance)
      for _ in 0..<200 {
        let filter = filter(filed, &chance)
        let expected = filed.filter { matches($0, filter) }.map(\.task.id)
        #expect(try pages(session, filter) == expected.reversed(), "\(filter)")
        let upwards = try session.tasks.tasks(filter, after: 0, limit: 999).map(\.id)
        #expect(upwards == expected, "\(filter)")
        #expect(try session.tasks.taskCount(filter) == expected.count, "\(filter)")
        #expect(try session.tasks.taskCount(filter, upTo: 5) == min(5, expected.count), "\(filter)")
      }
    }
  }

  /// All tasks of a filter, newest first, in pages of seven.
  private func pages(_ session: any StoreSession, _ filter: TaskFilter) throws -> [TaskID] {
    var ids: [TaskID] = []
    while true {
      let page = try session.tasks.tasks(filter, before: ids.last, limit: 7).map(\.id)
      ids += page
      if page.count < 7 { return ids }
    }
  }

  private func fill(_ session: any StoreSession, _ chance: inout SplitMix64) throws -> [Filed] {
    let apps = try ["one", "two", "none"].map { try session.makeApp($0) }
    let departments = ["Sales", "Legal", nil]
    let people = try (0..<12).map { number in
      let department = departments[number % 3]
      let attributes = department.map { ["department": $0] } ?? [:]
      let user = DirectoryUser(username: "user\(number)", attributes: attributes)
      return (
        id: try session.directory.save(user).id, name: "user\(number)", department: department
      )
    }
    let groups = try ["Eng", "Ops"].map { name in
      (id: try session.groups.save(GroupRecord(app: apps[0], name: name)), name: name)
    }
    return try (0..<150).map { number in
      let action = TaskAction.allCases.randomElement(using: &chance)!
      let isOfGroup = [.addMembers, .removeMembers, .createGroup].contains(action)
      let person = isOfGroup ? nil : people.randomElement(using: &chance)
      let group = isOfGroup ? groups.randomElement(using: &chance) : nil
      let members = action == .addMembers ? people.filter { _ in chance.below(4) == 0 } : []
      let id = try session.makeTask(
        apps[chance.below(2)], action, "task \(chance.below(30)) of \(number)",
        TaskStatus.allCases.randomElement(using: &chance)!, user: person?.id, group: group?.id,
        members: members.map(\.id),
        // Clocks are set back now and then.
        at: Double(chance.below(10) == 0 ? chance.below(150) : number))
      var task = try #require(try session.tasks.task(id))
      for index in task.members.indices {
        task.members[index].state = [.open, .done, .failed].randomElement(using: &chance)!
      }
      try session.tasks.save(task)
      return Filed(
        task: task, user: person?.name, department: person?.department, group: group?.name,
        members: members.map(\.name))
    }
  }

  /// A filter of some of its parts.
  private func filter(_ filed: [Filed], _ chance: inout SplitMix64) -> TaskFilter {
    var filter = TaskFilter()
    if chance.below(3) == 0 { filter.app = TaskID(1 + chance.below(3)) }
    if chance.below(2) == 0 { filter.statuses = some(TaskStatus.allCases, &chance) }
    if chance.below(2) == 0 { filter.actions = some(TaskAction.allCases, &chance) }
    if chance.below(5) == 0 { filter.user = "USER\(chance.below(13))" }
    if chance.below(5) == 0 { filter.search = ["task", "1", "of 14", "k 2", "x"][chance.below(5)] }
    if chance.below(4) == 0 { filter.since = Double(chance.below(160)) }
    if chance.below(6) == 0 { filter.group = ["eng", "Ops", "No"][chance.below(3)] }
    if chance.below(5) == 0 {
      filter.attributes["department"] = ["sales", "Legal", "No"][chance.below(3)]
    }
    return filter
  }

  private func some<Value: Hashable>(_ all: [Value], _ chance: inout SplitMix64) -> Set<Value> {
    Set(all.shuffled(using: &chance).prefix(1 + chance.below(3)))
  }

  private func matches(_ filed: Filed, _ filter: TaskFilter) -> Bool {
    let task = filed.task
    let people = filed.members + [filed.user].compactMap { $0 }
    return task.app == filter.app ?? task.app
      && (filter.statuses.isEmpty || filter.statuses.contains(task.status))
      && (filter.actions.isEmpty || filter.actions.contains(task.action))
      && filter.user.map { people.contains($0.lowercased()) } ?? true
      && filter.search.map { task.name.contains($0) } ?? true
      && task.createdAt >= filter.since ?? 0
      && filter.group.map { filed.group?.lowercased() == $0.lowercased() } ?? true
      && filter.attributes["department"].map {
        filed.department?.lowercased() == $0.lowercased()
      } ?? true
  }
}
