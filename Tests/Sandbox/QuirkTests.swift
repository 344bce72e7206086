import Text
import SCIM
import Sandbox
import Testing

/// How a service provider differs from what a client would expect, each on its own.
@Suite struct QuirkTests {
  private static func desk(_ change: (inout SandboxQuirks) -> Void) -> Desk {
    var profile = SandboxProfile.rfc
    change(&profile.quirks)
    return Desk(profile)
  }

  private static let active = #"{"op":"replace","path":"active","value":true}"#

  @Test func aDeletedUserIsHiddenAndComesBackByAWriteToItsID() {
    var desk = Self.desk { $0.hidesDeleted = true }
    let id = desk.user("ann")
    #expect(desk.answer("DELETE /Users/\(id)").status == 204)
    #expect(desk.answer("GET /Users/\(id)").status == 404)
    #expect(desk.answer("GET /Users").resources.isEmpty)
    let again = #"{"schemas":["\#(userSchema)"],"userName":"Ann"}"#
    #expect(desk.answer("POST /Users", again).status == 409)
    #expect(desk.patch("/Users/\(id)", Self.active).status == 200)
    #expect(desk.answer("GET /Users/\(id)").json?["userName"] == "ann")
  }

  @Test func aNewUserCanBeReadLater() {
    var desk = Self.desk { $0.visibleAfter = 5 }
    let id = desk.user("ann")
    #expect(desk.answer("GET /Users/\(id)").status == 404)
    #expect(desk.answer("GET /Users").resources.isEmpty)
    #expect(desk.answer("GET /Users?filter=userName%20eq%20%22ann%22").resources.isEmpty)
    desk.now += 5
    #expect(desk.answer("GET /Users/\(id)").status == 200)
    #expect(desk.answer("GET /Users").resources.count == 1)
  }

  @Test func aDeletionTakesEffectLater() {
    var desk = Self.desk { $0.deletesAfter = 4 }
    let id = desk.user("ann")
    #expect(desk.answer("DELETE /Users/\(id)").status == 202)
    #expect(desk.answer("GET /Users/\(id)").status == 200)
    desk.now += 4
    #expect(desk.answer("GET /Users/\(id)").status == 404)
  }

  @Test(arguments: [412, 428]) func aChangeNeedsTheVersion(_ status: Int) {
    var desk = Self.desk { $0.refusalWithoutVersion = status }
    let id = desk.user("ann")
    #expect(desk.patch("/Users/\(id)", Self.active).status == status)
    #expect(desk.answer("DELETE /Users/\(id)").status == status)
    let version = desk.answer("GET /Users/\(id)").json?["meta"]?["version"]?.string ?? ""
    let body = "{\"Operations\":[\(Self.active)]}"
    let match = ["if-match": version]
    #expect(desk.answer("PATCH /Users/\(id)", body, headers: match).status == 200)
    #expect(desk.answer("DELETE /Users/\(id)", headers: match).status == 412)
  }

  @Test func aGroupShowsItsFirstMembersOnly() {
    var desk = Self.desk { $0.membersShown = 2 }
    let users = ["ann", "bob", "cem"].map { desk.user($0) }
    let id = desk.group("Eng", members: users)
    let shown = desk.answer("GET /Groups/\(id)").json?["members"]?.array?.count
    #expect(shown == 2)
    let filter = "id%20eq%20%22\(id)%22%20and%20members%20eq%20%22\(users[2])%22"
    #expect(desk.answer("GET /Groups?filter=\(filter)").resources.count == 1)
  }

  @Test func anInvitedUserIsInactiveUntilTheInvitationIsAccepted() {
    var desk = Self.desk { $0.invites = true }
    let id = desk.user("ann", #""active":true"#)
    #expect(desk.answer("GET /Users/\(id)").json?["active"] == false)
    _ = desk.patch("/Users/\(id)", #"{"op":"replace","path":"title","value":"Dr."}"#)
    desk.provider.acceptInvitations()
    #expect(desk.answer("GET /Users/\(id)").json?["active"] == true)
  }

  @Test func anAnswerToAChangeShowsTheUserAsBefore() {
    var desk = Self.desk { $0.answersPatchAsBefore = true }
    let id = desk.user("ann")
    let answer = desk.patch("/Users/\(id)", #"{"op":"replace","path":"title","value":"Dr."}"#)
    #expect(answer.status == 200 && answer.json?["title"] == nil)
    #expect(desk.answer("GET /Users/\(id)").json?["title"] == "Dr.")
  }

  @Test func theAppWritesItsOwnNames() {
    var desk = Self.desk { $0.namePrefix = "CORP/" }
    let id = desk.user("ann")
    #expect(desk.answer("GET /Users/\(id)").json?["userName"] == "CORP/ann")
    _ = desk.patch("/Users/\(id)", #"{"op":"replace","path":"userName","value":"anna"}"#)
    #expect(desk.answer("GET /Users/\(id)").json?["userName"] == "CORP/anna")
  }

  @Test(arguments: [SandboxQuirks.UniqueMail.announced, .silent])
  func anEmailAddressIsOneUsersAlone(_ kind: SandboxQuirks.UniqueMail) throws {
    var desk = Self.desk { $0.uniqueMail = kind }
    let ann = desk.user("ann")
    let bob = desk.user("bob")
    let address = #"{"op":"add","path":"emails","value":[{"value":"Team@x.example"}]}"#
    #expect(desk.patch("/Users/\(ann)", address).status < 300)
    #expect(desk.patch("/Users/\(ann)", address).status < 300)
    let refused = desk.patch("/Users/\(bob)", address.lowercased())
    #expect(refused.status == 409 && refused.json?["scimType"] == "uniqueness")
    let schema = try #require(desk.answer("GET /Schemas/\(Schema.user.id)").json)
    let mails = schema["attributes"]?.array?.first { $0["name"] == "emails" }
    let value = mails?["subAttributes"]?.array?.first { $0["name"] == "value" }
    #expect(value?["uniqueness"] == (kind == .announced ? "server" : "none"))
  }

  @Test func quirksAreWrittenByName() throws {
    var quirks = SandboxQuirks()
    for text in [
      "hides-deleted", "visible-after=2.5", "deletes-after=4", "needs-version=428",
      "members-shown=100", "invites", "answers-as-before", "name-prefix=CORP/",
      "unique-mail=silent",
    ] {
      try quirks.add(text)
    }
    #expect(quirks.hidesDeleted && quirks.invites && quirks.answersPatchAsBefore)
    #expect(quirks.visibleAfter == 2.5 && quirks.deletesAfter == 4)
    #expect(quirks.refusalWithoutVersion == 428 && quirks.membersShown == 100)
    #expect(quirks.namePrefix == "CORP/" && quirks.uniqueMail == .silent)
  }

  @Test(arguments: [
    "", "hides", "invites=yes", "visible-after", "visible-after=soon", "needs-version=200",
    "members-shown=-1", "unique-mail", "unique-mail=loud",
  ])
  func whatIsNoQuirkIsRefused(_ text: String) {
    var quirks = SandboxQuirks()
    #expect(throws: SandboxQuirkError.self) { try quirks.add(text) }
  }
}
