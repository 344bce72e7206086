import Engine
import Provisioning
import Screen

/// Pages about people, over whatever is shown.
extension Console {
  /// Shows the person of a row of a plan, over the plan.
  mutating func open(_ row: PlanOverview.Row) { open(row.user, named: row.name, row.lines) }

  /// Shows lines about somebody, and then what the directory knows.
  fileprivate mutating func open(_ user: String?, named name: String, _ lines: [Line]) {
    var pager = Pager(title: name, lines: lines)
    pager.user = user
    frame.show(pager)
    if let user { frame.request(.loadUser(user)) }
  }
}

extension Frame {
  /// Lists what differs in an app; Enter opens the person.
  mutating func show(_ differences: [VerifyReport.Difference], of app: String) {
    let options = differences.enumerated().map { index, difference in
      Chooser.Option(value: String(index), title: "\(difference.name): \(difference.what)")
    }
    let count = Count.words(differences.count, "difference")
    choose(
      Chooser(
        "\(count) in \(app) · R plans what makes them equal", options,
        then: .shell { console, value in
          guard let index = Int(value) else { return }
          let difference = differences[index]
          console.frame.show(differences, of: app)
          console.open(
            difference.resource == .user ? difference.name : nil, named: difference.name,
            [Line(difference.name, .heading), Line("  \(difference.what)")])
        }))
  }
}
