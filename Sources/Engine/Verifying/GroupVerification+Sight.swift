import Text
import Provisioning
import SCIM

/// What can be seen of a group's members.
struct GroupSight {
  /// The ids of the accounts that are in it.
  var shown: Set<String>
  /// The ids of accounts that usher knows to be in it, or that may be, of which the app shows nothing.
  var hidden: Set<String> = []
}

/// The ids of accounts that a list of members lacks.
private struct LackingMembers {
  /// Those that usher knows to be in the group.
  var known: [String] = []
  /// Those that may be in it, by a request whose effect was not seen.
  var inDoubt: [String] = []

  /// All of them, the known ones first.
  var all: [String] { known + inDoubt }
}

/// Whether an app answers by a filter who is in a group; `nil` while nobody asked.
final class MembersQuestion {
  var isAnswered: Bool?
}

extension GroupVerification {
  /// How many members of one group are asked for one by one.
  private static let mostAsked = 100

  /// Who is in a group; `nil` where the group is not there.
  func sight(of group: GroupRecord, _ question: MembersQuestion, _ report: inout VerifyReport)
    async throws -> GroupSight?
  {
    guard let id = group.remoteID, let resource = try await resource(of: group, id) else {
      if let age = age(of: group) {
        report.add(
          .group, group.name,
          "is not visible in the app: usher made it \(age) s ago, so it may be yet")
      } else if try isWanted(group) {
        report.add(.group, group.name, "is not in the app")
      }
      return nil
    }
    try see(resource["displayName"]?.scalarText, group, &report)
    let listed = app.ways.membersByFilter ? nil : ShownMembers(of: resource)
    var sight = GroupSight(shown: listed?.ids ?? [])
    let lacking = try lacking(group, sight.shown)
    guard !lacking.all.isEmpty else { return sight }
    let isPart =
      listed?.isPart(lacking: lacking.known.count, most: group.mostShown)
      ?? (app.ways.membersByFilter || group.mostShown == 0)
    // A list that is whole is the truth; where there is none, it may be that nobody is in it.
    guard isPart || listed == nil else { return sight }
    let filter = MembersFilter(group: id) { [client] request in
      do throws(TransportError) {
        return try await client.read(request)
      } catch {
        throw EngineError.connection(FailureWords.sentence(error))
      }
    }
    guard try await isAnswered(filter, listed, lacking.all, question) else {
      if isPart { sight.hidden = Set(lacking.all) }
      return sight
    }
    sight.hidden = Set(lacking.all.dropFirst(Self.mostAsked))
    for id in lacking.all.prefix(Self.mostAsked) {
      switch try await filter.holds(id) {
      case true?: sight.shown.insert(id)
      case false?: continue
      case nil: sight.hidden.insert(id)
      }
    }
    return sight
  }

  /// How long ago usher made a group that may not be visible yet, in seconds; `nil` where it counts as
  /// gone.
  private func age(of group: GroupRecord) -> Int? {
    guard let written = group.writtenAt,
      app.ways.waitForSight(of: written, now: time.now()) != nil
    else { return nil }
    return Int(time.now() - written)
  }

  /// The group as the app shows it; `nil` where it does not. One that usher made a moment ago is asked
  /// for again until it is seen or counts as gone, or until `end`.
  private func resource(of group: GroupRecord, _ id: String) async throws -> JSONValue? {
    let response: HTTPResponse
    do {
      response = try await client.read(
        .get("Groups", id: id, attributes: app.ways.membersOnRequest ? ["members"] : []))
    } catch {
      throw EngineError.connection(FailureWords.sentence(error))
    }
    if response.status == 404 || response.status == 410 {
      let now = time.now()
      if let wait = app.ways.waitForSight(of: group.writtenAt, now: now) {
        guard now + wait <= end else { return nil }
        await time.sleep(seconds: wait)
        return try await self.resource(of: group, id)
      }
      try store.write { try $0.lose(group) }
      return nil
    }
    guard response.status == 200, let resource = try? JSONValue(parsing: response.body) else {
      throw EngineError.connection(
        FailureWords.sentence(SCIMFailure(response: response), reading: "the group \(group.name)"))
    }
    return resource
  }

  /// The accounts that are in the group, as far as usher knows, or may be, and that the app does not
  /// show.
  private func lacking(_ group: GroupRecord, _ shown: Set<String>) throws -> LackingMembers {
    try store.read { session in
      var lacking = LackingMembers()
      try session.readMemberships(of: group, app.id) { membership, account in
        guard only == nil || only == membership.user, membership.mayBe, let account,
          account.state == .present, !shown.contains(account.remoteID)
        else { return }
        if membership.known {
          lacking.known.append(account.remoteID)
        } else {
          lacking.inDoubt.append(account.remoteID)
        }
      }
      return lacking
    }
  }

  /// Whether the app answers who is in the group: it is asked of somebody whom it shows, or of those
  /// who are known, where it shows nobody.
  private func isAnswered(
    _ filter: MembersFilter, _ listed: ShownMembers?, _ lacking: [String],
    _ question: MembersQuestion
  ) async throws -> Bool {
    if app.ways.membersByFilter { return true }
    if let known = question.isAnswered { return known }
    if let one = listed?.ids.min() {
      question.isAnswered = try await filter.isTruthful(shown: one)
    } else {
      for id in lacking.prefix(3) where try await filter.isTruthful(shown: id) {
        question.isAnswered = true
      }
    }
    return question.isAnswered ?? false
  }
}
