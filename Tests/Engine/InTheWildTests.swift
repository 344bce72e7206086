import Text
import Foundation
import Provisioning
import SCIM
import Sandbox
import Synchronization
import Testing

@testable import Engine

/// What holds of every service provider, however it deviates, and where each is proved. A test of
/// this suite looks whether those tests are still there.
///
/// | what holds | by what the app does otherwise | tests |
/// | --- | --- | --- |
/// | looked up by the matching attribute; the answer must hold it; exactly one account | `filtering: ignored`, `takesDuplicates`, a filter answered with nothing | whereFiltersAreIgnoredNobodyElseIsLinkedAndEveryoneIsReadOnce, aLyingFilterNeitherDoublesNorTakesAnAccount, ofTwoNamesThatDifferInCaseTheSameOneIsMeant, duplicatesAreNotGuessedBetween, twoAccountsOfOneExternalIdFailClearly |
/// | without filters everyone is read once for the run | 400, 501, no list | whereFiltersAreRefusedEveryoneIsReadOnce |
/// | pages are read until no new id comes, whatever the numbers say | `total`, `maximumPage`, `followsStartIndex: false`, counting from 0, ids without end | entitlementsAreReadPageByPageUntilNothingNewComes, aListThatIgnoresWhereAPageStartsEnds, aServerThatCountsFromZeroLosesNobody, aTotalIsNotBelieved, aTotalThatOnlyCountsWhatIsLeftEnds, aListWithoutEndIsGivenUp, whoMovesForwardBetweenTwoPagesIsNotMadeAgain |
/// | cursors are preferred where announced | `hasCursors` | cursorsAreTakenWhereTheyAreAnnounced, cursorsThatAreOnlyAnnouncedAreGivenUp |
/// | what is read back counts, not the status | `dropped`, `frozen`, 201 for nothing | aCreationThatMadeNothingIsNoSuccess, anUpdateOfWhichNothingIsKeptFailsOnce, anAttributeThatIsNotKeptIsSaidOnceAndNotSentForEver, aNameThatCannotChangeIsSentOnce |
/// | bodies, headers and spellings may be missing or other | 204 and 200 without a body, `errors: html`, `writesBooleansAsText`, `hasAwkwardIds`, names in other case | aWriteWithoutABodyIsReadBack, namesInAnotherCaseAreTheSame, everyProfileEndsAsItShouldBe, anIdIsOnlyAnId, aStrangeAnswerDoesNotStopTheOthers |
/// | compared by the schema; what the server adds is no drift | `addedEmailType`, `namesMembers` | whatTheServerAddsByItselfIsNoDrift, oneAttribute |
/// | the dialect of a group change is found and remembered | `canReplaceMembers`, `needsPaths`, `notImplemented` | theDialectIsFoundAndRemembered, aGroupThatIsWrittenWholeKeepsItsOtherMembers, anAppThatHidesMembersIsUnderstood |
/// | one writer for one group; only who is missing is added | `maximumMembers`, a repeat that fails | oneGroupHasOneWriterAtATime, whoIsInTheGroupAlreadyIsNotAddedAgain |
/// | one bad member is named and the others get in | `unknownMembers: refused` | oneBadMemberIsNamedAndTheOthersGetIn, aChangeTooLargeIsHalved |
/// | a DELETE may be missing or only deactivate; `active: false` may delete; which is said first | `deactivatesOnDelete`, 405, 501 | aDeletionThatOnlyDeactivatesCountsAndIsSaid, aDeletionThatTheAppCannotDoSaysWhatToDo, anAppThatDeletesWhoIsSuspendedIsUnderstood, aDeletionWithoutEffectIsNoSuccess, whatADeletionDoesIsSaidBefore |
/// | a write without an answer is looked at before it is sent again | `lostAnswer`, `truncated`, `reset` | aLostAnswerDoesNothingTwice, aWorkerThatDiesAfterTheEffectIsTakenOver, oneAnswerInTenIsLost |
/// | no `id` in a PATCH; `Accept` and `User-Agent` are sent | — | noPatchHoldsAnId, headersAreWhatProvidersAskFor |
@Suite(.serialized) struct InTheWildTests {
  @Test func everyTestOfTheTableIsThere() throws {
    let here = URL(fileURLWithPath: #filePath)
    let tests = here.deletingLastPathComponent().deletingLastPathComponent()
    let rows = try String(contentsOf: here, encoding: .utf8).split(separator: "\n")
      .filter { $0.hasPrefix("/// | ") }.dropFirst(2)
    #expect(rows.count == 13)
    let files = FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil)
    let all = try (files?.allObjects ?? []).compactMap { $0 as? URL }
      .filter { $0.pathExtension == "swift" }
      .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    for row in rows {
      let names = row.split(separator: "|").last?.split { !$0.isLetter } ?? []
      #expect(!names.isEmpty)
      for name in names { #expect(all.contains("func \(name)("), "\(name)") }
    }
  }

  // MARK: Lists

  /// A page of users who are numbered from 0, as a server gives it that counts from there.
  private static func page(_ request: HTTPRequest, of count: Int, size: Int) -> Turn {
    let query = URLComponents(string: request.path)?.queryItems ?? []
    let start = query.first { $0.name == "startIndex" }?.value.flatMap { Int($0) } ?? 0
    let users = (0..<count).dropFirst(start).prefix(size)
      .map {
        JSONValue.object(JSONObject([("id", .string("\($0)")), ("userName", .string("u\($0)"))]))
      }
    let page: JSONValue = ["totalResults": .integer(Int64(count)), "Resources": .array(users)]
    return .answer(200, body: page.text)
  }

  @Test(arguments: [0, 1, 2, 7, 60]) func aServerThatCountsFromZeroLosesNobody(_ count: Int)
    async throws
  {
    let fixture = try Fixture()
    fixture.network.decide { request in
      request.path.hasPrefix("/Users") ? Self.page(request, of: count, size: 5) : .pass
    }
    #expect(try await fixture.engine.verification.verify("app").accounts == count)
  }

  @Test func cursorsAreTakenWhereTheyAreAnnounced() async throws {
    var profile = SandboxProfile.rfc
    profile.maximumPage = 2
    let fixture = try Fixture(profile)
    for name in ["ann", "bob", "cem", "dan", "eve"] { try await fixture.stranger(name) }
    _ = try await fixture.engine.connections.test("app")
    #expect(try await fixture.engine.verification.verify("app").accounts == 5)
    let lists = fixture.network.sent.filter {
      $0.path.hasPrefix("/Users?") && $0.path.contains("cursor=")
    }
    #expect(lists.count == 3)
    #expect(!lists.contains { $0.path.contains("startIndex") })
  }

  @Test func cursorsThatAreOnlyAnnouncedAreGivenUp() async throws {
    let fixture = try Fixture()
    for name in ["ann", "bob"] { try await fixture.stranger(name) }
    _ = try await fixture.engine.connections.test("app")
    fixture.network.decide { $0.path.contains("cursor") ? .answer(400) : .pass }
    #expect(try await fixture.engine.verification.verify("app").accounts == 2)
  }

  // MARK: Answers

  @Test(arguments: [200, 201, 204]) func aWriteWithoutABodyIsReadBack(_ status: Int) async throws {
    let fixture = try Fixture()
    fixture.network.decide { $0.isWrite ? .replace(status) : .pass }
    try fixture.hire("ann", title: "Clerk")
    try await fixture.run()
    try fixture.set("ann", "title", "Boss")
    try await fixture.run()
    #expect(try fixture.list() == ["create ann provisioned", "update ann provisioned"])
    #expect(try await fixture.account("ann")["title"] == "Boss")
  }

  @Test func whatADeletionDoesIsSaidBefore() async throws {
    for (template, words) in [("scim", "cannot be undone"), ("slack", "keeps a deleted account")] {
      let fixture = try Fixture(template: template, approve: [.delete]) {
        $0.provisioning.whenDeleted = .delete
      }
      try fixture.hire("ann")
      try await fixture.run()
      _ = try fixture.engine.people.delete("ann")
      let task = try fixture.task(.delete)
      #expect(task.status == .pending)
      #expect(try fixture.engine.tasks.detail(task.id).deletion.warning.contains(words))
    }
  }

  // MARK: Requests

  @Test func noPatchHoldsAnId() async throws {
    let fixture = try Fixture(rules: [.join("Eng", department: "Eng")])
    try fixture.hire("ann", title: "Clerk", department: "Eng")
    try await fixture.run()
    try fixture.set("ann", "title", "Boss")
    try fixture.set("ann", "email", "new@x.example")
    try fixture.set("ann", "department", "Sales")
    try await fixture.run()
    let patches = fixture.network.sent.filter { $0.method == "PATCH" }
    #expect(patches.count >= 3)
    for operation in patches.flatMap({ $0.body?["Operations"]?.array ?? [] }) {
      #expect(operation["value"]?["id"] == nil)
      #expect(operation["path"]?.string?.lowercased() != "id")
    }
  }
}
