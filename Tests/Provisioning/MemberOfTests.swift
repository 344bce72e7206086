import Provisioning
import Testing

/// `member_of` is a list: each of its elements is compared by itself.
@Suite struct MemberOfTests {
  private static let user = DirectoryUser(
    username: "ann", attributes: ["member_of": "CN=Staff,DC=x;CN=NS-VPN,DC=x;CN=NS-Lab,DC=x"])

  @Test func isAList() {
    let groups = ["CN=Staff,DC=x", "CN=NS-VPN,DC=x", "CN=NS-Lab,DC=x"]
    #expect(Self.user.value(of: "member_of") == .list(groups))
    #expect(Self.user.value(of: "memberOf") == .list(groups))
    #expect(DirectoryUser(username: "bob").value(of: "member_of").isEmpty)
  }

  @Test func namesSeveralGroups() throws {
    let naming = try GroupNaming(attribute: "member_of", matching: "^CN=NS-(.*?),", name: "$1")
    #expect(naming.groups(for: Self.user) == ["VPN", "Lab"])
  }
}
