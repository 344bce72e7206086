import Text
import Foundation
import SCIM
import Testing

/// What must hold on a store whose processes are killed, again and again.
struct Killing: Sendable {
  /// How often each kind of process is killed; `$USHER_KILLS` says another number.
  static let rounds =
    ProcessInfo.processInfo.environment["USHER_KILLS"].flatMap { Int($0) } ?? 12

  let usher: Usher
  private(set) var kills = 0
  /// The status of each task when it was last looked at.
  private var known: [Int: String] = [:]

  init(_ usher: Usher) { self.usher = usher }

  /// Starts a command and kills it after so many seconds.
  ///
  /// - Returns: whether it was killed at work, and did not end before.
  @discardableResult
  mutating func kill(_ words: [String], after seconds: Double) async throws -> Bool {
    let process = try BackgroundProcess(usher.command(words))
    try await Task.sleep(for: .seconds(seconds))
    let wasAtWork = process.isRunning
    await process.stop(signal: SIGKILL)
    if wasAtWork { kills += 1 }
    return wasAtWork
  }

  /// Counts a process that was killed by other means.
  mutating func count() { kills += 1 }

  /// Looks at a store after something died: it opens, it is whole, and every task is where it was or
  /// further.
  mutating func look(_ what: String) async throws {
    #expect(try await usher.problems() == [:], "\(what)")
    var statuses: [Int: String] = [:]
    for task in try await usher.json("tasks", "list").array ?? [] {
      statuses[task["id"]?.integer ?? 0] = task["status"]?.string
    }
    for (id, before) in known {
      let now = statuses[id] ?? "gone"
      #expect(
        Self.further[before, default: []].contains(now), "\(what): task \(id): \(before) → \(now)")
    }
    known = statuses
  }

  /// Where a task can be after each status, when nobody decides anything.
  private static let further: [String: Set<String>] = [
    "pending": ["pending", "approved", "running", "provisioned", "superseded"],
    "approved": ["approved", "running", "provisioned", "superseded"],
    "running": ["approved", "running", "provisioned", "superseded"],
    "provisioned": ["provisioned"], "superseded": ["superseded"],
  ]

  /// Lets a worker end what is left, and looks that all of it was done.
  mutating func end() async throws {
    let run = try await usher("run", "--until-idle", timeout: 300)
    #expect(run.status == 0, Comment(rawValue: run.report))
    try await look("after the last run")
    let open = known.filter { !["provisioned", "superseded"].contains($0.value) }
    let shown =
      open.isEmpty ? "" : try await usher.json("tasks", "show", "\(open.keys.min() ?? 0)").text
    #expect(open.isEmpty, "\(open) \(shown)")
  }

  /// Each decision stands in the log once, and the log holds.
  func auditHolds() async throws {
    let verify = try await usher("audit", "verify")
    #expect(verify.status == 0, Comment(rawValue: verify.report))
    let actions = ["task.approve", "task.ignore", "task.retry"]
    let decisions = try await usher.json("audit", "list").array?.filter {
      actions.contains($0["action"]?.string ?? "")
    }
    let subjects = (decisions ?? []).map { $0["subject"]?.string ?? "" }
    #expect(subjects.count == Set(subjects).count, "a decision appears twice")
    let decided = try await usher.json("tasks", "list").array?.filter {
      $0["decidedBy"]?.string.map { $0 != "policy" } ?? false
    }
    #expect(Set(subjects).isSuperset(of: (decided ?? []).map { $0["id"]?.scalarText ?? "" }))
  }

  /// What may stand in a home.
  static let files = ["usher.db", "usher.db-wal", "usher.db-shm", "audit.head", "audit.head.lock"]

  /// Nothing of the making of files was left in the home.
  func leavesNothingBehind() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: usher.home)
    #expect(Set(names).subtracting(Self.files) == [])
  }
}

extension Server {
  /// The names of accounts that are there more than once.
  func repeated() async throws -> [String] {
    let names = try await all("Users").compactMap { $0["userName"]?.string }
    return Dictionary(grouping: names, by: \.self).filter { $0.value.count > 1 }.keys.sorted()
  }
}
