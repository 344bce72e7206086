import Engine
import Provisioning
import Screen

extension Pager {
  /// What would become of somebody, app by app.
  init(whatIf user: DirectoryUser, isNew: Bool, _ apps: [Prospect]) {
    self.init(title: "What if: \(user.username)")
    lines = [Line("Nothing is stored, filed or sent.", .muted)]
    if isNew { lines.append(Line("The directory does not know \(user.username).", .warning)) }
    for app in apps {
      let texts = app.lines { change in
        let task = change.task
        let word = change.needsApproval ? "would wait for approval" : "would be approved by policy"
        return ["\(task.action.rawValue) \(task.name)  (\(word))"]
          + TaskStory(task: task).planned.map(\.text)
      }
      lines.append(Line(""))
      lines += texts.enumerated().map { Line($1, $0 == 0 ? .heading : .text) }
    }
  }
}
