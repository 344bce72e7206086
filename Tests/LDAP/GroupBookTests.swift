import Testing

@testable import LDAP

/// Who holds which role by the groups.
@Suite struct GroupBookTests {
  private func roles(
    _ book: GroupBook, _ dn: String, uid: String = "", primaryGroup: Int? = nil
  ) -> [String] {
    book.roles(of: DistinguishedName.key(dn), uid: uid, primaryGroup: primaryGroup)
  }

  /// inner ⊂ outer ⊂ outermost, and two that hold each other.
  private func book(nested: Bool) -> GroupBook {
    var book = GroupBook()
    book.add("cn=outermost,dc=x", role: "Outermost", members: ["CN=outer,DC=x"])
    book.add("cn=outer,dc=x", role: nil, members: ["cn=inner,dc=x", "cn=ben,dc=x"])
    book.add("cn=inner,dc=x", role: "Inner", members: ["cn=Ann,dc=x"])
    book.add("cn=loop-a,dc=x", role: "A", members: ["cn=loop-b,dc=x", "cn=cy,dc=x"])
    book.add("cn=loop-b,dc=x", role: "B", members: ["cn=loop-a,dc=x"])
    book.resolve(nested: nested)
    return book
  }

  @Test func membersOfInnerGroupsAreMembersOfTheOuterOnes() {
    let book = book(nested: true)
    #expect(roles(book, "cn=ann,dc=x") == ["Inner", "Outermost"])
    #expect(roles(book, "cn=ben,dc=x") == ["Outermost"])
    #expect(roles(book, "cn=cy,dc=x") == ["A", "B"])
    #expect(roles(book, "cn=zoe,dc=x") == [])
  }

  @Test func withoutNestingOnlyTheGroupItself() {
    let book = book(nested: false)
    #expect(roles(book, "cn=ann,dc=x") == ["Inner"])
    #expect(roles(book, "cn=ben,dc=x") == [])
    #expect(roles(book, "cn=cy,dc=x") == ["A"])
  }

  @Test func membersByUIDAndByPrimaryGroup() {
    var book = GroupBook()
    book.add("cn=unix,dc=x", role: "Unix", members: [], uids: ["Ann"])
    book.add("cn=all,dc=x", role: "Everyone", members: [], number: 513)
    book.add("cn=case,dc=x", role: "everyone", members: ["cn=ann,dc=x"])
    book.resolve(nested: true)
    #expect(roles(book, "cn=ann,dc=x", uid: "ann", primaryGroup: 513) == ["Everyone", "Unix"])
    #expect(roles(book, "cn=ben,dc=x", uid: "ben", primaryGroup: 514) == [])
  }
}
