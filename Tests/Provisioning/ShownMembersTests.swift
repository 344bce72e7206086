import Text
import Provisioning
import SCIM
import Testing

/// What a list of members proves, and what it does not.
@Suite struct ShownMembersTests {
  private static func shown(_ count: Int, from first: Int = 1) -> ShownMembers {
    ShownMembers(ids: Set((0..<count).map { "\(first + $0)" }))
  }

  static let entries: [(member: JSONValue, id: String?)] = [
    (["value": "7"], "7"),
    (["value": 7], "7"),
    (["value": "7", "$ref": "https://x.example/Users/8"], "7"),
    (["$ref": "https://x.example/scim/v2/Users/8"], "8"),
    (["$ref": "../Users/CORP%2Fada"], "CORP/ada"),
    (["$ref": "https://x.example/Users/a%40x.example?attributes=id"], "a@x.example"),
    (["$ref": "https://x.example/Users/8/"], "8"),
    (["value": "", "$ref": "/Users/8"], "8"),
    (["value": .null, "$ref": "/Users/8"], "8"),
    ("7", "7"),
    (["display": "Ann Lee"], nil),
    (["$ref": "urn"], nil),
    ([:], nil),
  ]

  @Test(arguments: entries.indices)
  func aMemberIsNamedByItsValueOrItsReference(_ index: Int) {
    let row = Self.entries[index]
    #expect(ShownMembers.id(of: row.member) == row.id, "\(row.member.text)")
  }

  @Test func aListIsReadWhateverItsForm() {
    #expect(ShownMembers(of: [:]) == nil)
    #expect(ShownMembers(of: ["members": .null]) == nil)
    #expect(ShownMembers(of: ["members": []]) == ShownMembers(ids: []))
    #expect(ShownMembers(of: ["members": ["value": "7"]]) == ShownMembers(ids: ["7"]))
    let mixed: JSONValue = ["members": [["value": "7"], ["display": "Ann"], ["$ref": "/Users/8"]]]
    #expect(ShownMembers(of: mixed) == ShownMembers(ids: ["7", "8"], unread: 1))
  }

  @Test(arguments: [
    (9, false), (10, true), (11, false), (16, true), (20, true), (25, true), (37, false),
    (50, true), (99, false), (100, true), (101, false), (128, true), (200, true), (250, true),
    (1_000, true), (0, false),
  ])
  func aUsualLengthOfAListMayBeItsLimit(_ count: Int, _ isRound: Bool) {
    #expect(Self.shown(count).isRound(from: 10) == isRound)
    #expect(!Self.shown(count).isRound(from: 2_000))
  }

  /// How many are shown, how many of them and beside them were added by a request that the app took,
  /// how many were known before, and the most that was ever shown; what it proves.
  struct Row: Sendable {
    var shown: Int
    var added: Range<Int>
    var known = 0
    var most: Int?
    var unread = 0
    let proof: ShownMembers.Proof
    let learned: Int?
  }

  static let rows = [
    Row(shown: 3, added: 1..<4, proof: .done, learned: nil),
    Row(shown: 0, added: 1..<4, proof: .undone, learned: nil),
    Row(shown: 2, added: 1..<4, proof: .undone, learned: nil),
    // The first hundred of a hundred and fifty.
    Row(shown: 100, added: 101..<151, known: 100, proof: .hidden, learned: 100),
    Row(shown: 100, added: 1..<151, proof: .hidden, learned: 100),
    Row(shown: 10, added: 11..<13, known: 10, proof: .hidden, learned: 10),
    // A limit of an odd length shows itself by how much is missing.
    Row(shown: 37, added: 1..<101, proof: .hidden, learned: 37),
    Row(shown: 37, added: 1..<48, proof: .undone, learned: nil),
    Row(shown: 37, added: 38..<39, known: 37, most: 37, proof: .hidden, learned: 37),
    Row(shown: 37, added: 101..<102, known: 100, proof: .hidden, learned: nil),
    // It shows more than it was thought to.
    Row(shown: 38, added: 38..<39, known: 37, most: 37, proof: .done, learned: nil),
    // Nobody at all, of a request of many: the app dropped it, or takes it in another way.
    Row(shown: 0, added: 1..<101, proof: .undone, learned: nil),
    Row(shown: 3, added: 4..<6, unread: 2, proof: .hidden, learned: nil),
    Row(shown: 0, added: 1..<4, most: 0, proof: .hidden, learned: 0),
  ]

  @Test(arguments: rows.indices)
  func anAdditionThatIsNotShownIsHiddenOrUndone(_ index: Int) {
    let row = Self.rows[index]
    var shown = Self.shown(row.shown)
    shown.unread = row.unread
    let proof = shown.proof(
      of: Set(row.added.map(String.init)), known: row.known, most: row.most)
    #expect(proof == row.proof)
    #expect(shown.learned(from: proof, known: row.known, most: row.most) == row.learned)
  }

  @Test func aRemovalIsSentWhereverSomebodyMayBeHidden() {
    #expect(!Self.shown(3).mayHide(known: 3, most: nil))
    #expect(Self.shown(3).mayHide(known: 4, most: nil))
    #expect(Self.shown(100).mayHide(known: 50, most: nil))
    #expect(Self.shown(37).mayHide(known: 37, most: 37))
    #expect(!Self.shown(36).mayHide(known: 36, most: 37))
    #expect(!Self.shown(100).mayHide(known: 100, most: 200))
  }

  @Test func aListIsAPartWhereItLacksSomebodyAtAUsualLength() {
    #expect(Self.shown(100).isPart(lacking: 1, most: nil))
    #expect(!Self.shown(100).isPart(lacking: 0, most: nil))
    #expect(!Self.shown(10).isPart(lacking: 5, most: nil), "somebody was taken out")
    #expect(Self.shown(10).isPart(lacking: 5, most: 10))
    #expect(!Self.shown(9).isPart(lacking: 5, most: 10))
    #expect(ShownMembers(ids: [], unread: 1).isPart(lacking: 1, most: nil))
  }
}
