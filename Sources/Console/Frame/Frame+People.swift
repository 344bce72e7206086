import Engine
import Provisioning
import Screen

/// Pages about people, over whatever is shown.
extension Frame {
  /// Shows the person of a row of a plan, over the plan.
  mutating func open(_ row: PlanOverview.Row) { open(row.user, named: row.name, row.lines) }

  /// Lists what differs in an app; Enter opens the person.
  mutating func show(_ differences: [VerifyReport.Difference], of app: String) {
    let options = differences.enumerated().map { index, difference in
      Chooser.Option(value: String(index), title: "\(difference.name): \(difference.what)")
    }
    let count = Count.words(differences.count, "difference")
    choose(
      Chooser(
        "\(count) in \(app) · R plans what makes them equal", options,
        then: .frame { frame, value in
          guard let index = Int(value) else { return }
          let difference = differences[index]
          frame.show(differences, of: app)
          frame.open(
            difference.person, named: difference.name,
            [Line(difference.name, .heading), Line("  \(difference.what)")])
        }))
  }

  /// Shows lines about somebody, and then what the directory knows.
  private mutating func open(_ user: PersonKey?, named name: String, _ lines: [Line]) {
    var pager = Pager(title: name, lines: lines)
    pager.user = user
    show(pager)
    if let user { request(.loadUser(user)) }
  }

  /// Adds what was read of a user to the page that waits for it.
  mutating func addToPage(_ user: DirectoryUser, _ lines: [Line]) {
    guard case .pager(var pager)? = overlays.last,
      pager.user?.means(user) == true
    else { return }
    pager.user = nil
    pager.lines += [Line(""), Line("In the directory", .heading)] + user.lines + lines
    replaceOverlay(.pager(pager))
  }
}

extension VerifyReport.Difference {
  /// Whom it is about; `nil` where it is a group.
  fileprivate var person: PersonKey? {
    resource == .user ? user.map { .id($0) } ?? .name(name) : nil
  }
}
