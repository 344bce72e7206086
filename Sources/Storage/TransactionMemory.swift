import Engine
import Provisioning

/// What one transaction read or wrote of the little that every task asks for. Nobody else can change it
/// before the transaction ends; each write of it goes through the session, which keeps this up to date.
final class TransactionMemory {
  var apps: [AppID: AppRecord] = [:]
  var findings: [AppID: [AttributeFinding]] = [:]
  var settings: [String: String?] = [:]
  var auditHead: (seq: Int64, hash: String)?
  /// How many tasks were filed and are not in the kept counts yet.
  var filed: [TaskCount: Int] = [:]

  /// Which of the kept counts.
  struct TaskCount: Hashable {
    var app: AppID
    var status: TaskStatus
    var action: TaskAction
  }

  /// Forgets everything, after a part of the transaction was undone.
  func forget() {
    apps = [:]
    findings = [:]
    settings = [:]
    auditHead = nil
    filed = [:]
  }
}
