import Engine
import Provisioning
import SCIM

extension DemoWalk {
  /// How long a family name the demo's app takes, in characters: two people have longer ones.
  static let longestFamilyName = 24
  /// Requests a second while somebody watches: slow enough to see the worker at work.
  private static let pace = 4.0

  /// Sets everything up as it is in the middle of an admin's day: accounts that are there, two
  /// that the app refused, changes and leavers that wait, and a department on its way.
  func prepare() async throws {
    do {
      for step in [connection, provisioning, parameters, rules, directory] { _ = try await step() }
      try approve("Engineering")
      try approve("Finance")
      _ = try await Worker(engine, untilIdle: true).run()
      try changePeople()
      try ignoreOne()
      try change { $0.connection.rateLimit = Self.pace }
      try approve("Sales")
    } catch let error as NotProved {
      throw Failure("the demo could not be set up: \(error.what)")
    }
  }

  private func approve(_ department: String) throws {
    var filter = TaskFilter(
      app: try engine.configuration.app(named: "netskope").id, statuses: [.pending])
    filter.attributes["department"] = department
    _ = try engine.decisions.decide(
      .approve, all: filter, described: "status:pending dept:\(department)")
  }

  /// A new name, a leave of absence, a leaver.
  private func changePeople() throws {
    _ = try engine.people.set(DemoPeople.username(0)) { $0.attributes["lastname"] = "King" }
    _ = try engine.people.set(DemoPeople.username(5)) { $0.status = .suspended }
    if users > 15 { _ = try engine.people.delete(DemoPeople.username(15)) }
  }

  private func ignoreOne() throws {
    var filter = TaskFilter(statuses: [.pending], user: DemoPeople.username(7))
    filter.actions = [.create]
    _ = try engine.decisions.decide(
      .ignore, all: filter, described: "user:\(DemoPeople.username(7))")
  }
}
