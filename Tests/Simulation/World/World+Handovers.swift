import Engine
import Provisioning
import SCIM
import Sandbox

/// What admins do with accounts by hand, and how days pass.
extension World {
  /// Lets everything that was begun end, and the next day come.
  func waitForNextDay() {
    guard processes.allSatisfy(\.hasEnded) else { return }
    // Nothing is under way over night.
    while findings.all.isEmpty, scheduler.step() {}
    scheduler.sleep(seconds: Scheduler.start + Double(today + 1) * Self.day - scheduler.now)
    staff.today = today
    trace.note(scheduler.now, "it is day \(today)")
  }

  /// An admin gives somebody who has no account one that is nobody's, or another person's.
  func handOver() {
    let place = dice.below(desks.count)
    guard let person = dice.one(of: staff.people.filter { !hasAccount($0) }), let key = person.key,
      let account = dice.one(of: door.app.users)
    else { return }
    let id = Self.id(account)
    begin("link") { [self] engine in
      let proposal = try await engine.linking.proposeLink("app", user: person.name, account: id)
      // Meanwhile the directory may call somebody else by this name.
      guard staff.person(person.name)?.key == key, !hasAccount(person) else { return "too late" }
      let isDone = act(
        "links \(id) to \(person.name)", at: desks[place], audit: ["account.link app"]
      ) { _ = try $0.linking.link(proposal) }
      if isDone { door.handOver(id, to: key) }
      return isDone ? "linked" : "refused"
    }
  }

  /// An admin takes an account from its person.
  func unlink() {
    let desk = desk()
    guard let person = somebody() else { return }
    var id = ""
    let isDone = act(
      "unlinks \(person.name)", at: desk, audit: ["account.unlink app"]
    ) { engine in
      let proposal = try engine.linking.proposeUnlink("app", user: person.name)
      id = proposal.remoteID
      _ = try engine.linking.unlink(proposal)
    }
    if isDone { door.handOver(id, to: nil) }
  }
}
