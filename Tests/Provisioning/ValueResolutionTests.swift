import Text
import Provisioning
import SCIM
import Testing

/// Who gets which unique value, and in what order. In the tables `ann: a>b` has a and wants b,
/// `>b` has nothing and wants b, `a>` gives a up, `a` keeps it, `a!` should give it up and does not.
@Suite struct ValueResolutionTests {
  private static let names: [String: UserID] = ["ann": 1, "bob": 2, "cem": 3, "dan": 4, "eve": 5]

  private static func value(_ text: some StringProtocol) -> UniqueValue {
    UniqueValue(path: "username", key: String(text))
  }

  private static func resolve(
    _ text: String, owns: [String: String] = [:],
    outside: [String: ValueResolution.Outsider] = [:]
  ) -> ValueResolution {
    let contenders = text.split(separator: ",").map { part in
      let words = part.split(separator: ":").map { $0.trimmingPrefix(" ") }
      let name = String(words[0])
      var contender = ValueResolution.Contender(names[name] ?? 0)
      if let owned = owns[name] { contender.owns = [value(owned)] }
      let sides = words[1].split(separator: ">", omittingEmptySubsequences: false)
      let had = sides[0].filter { $0 != "!" }
      if !had.isEmpty { contender.holds = [value(had)] }
      if sides.count == 2 {
        contender.gives = contender.holds
        if !sides[1].isEmpty { contender.takes = [value(sides[1])] }
      } else if sides[0].hasSuffix("!") {
        contender.leaves = contender.holds
      }
      return contender
    }
    return ValueResolution(
      contenders, outsiders: Dictionary(uniqueKeysWithValues: outside.map { (value($0), [$1]) }))
  }

  private static func name(_ user: UserID) -> String {
    names.first { $0.value == user }?.key ?? "\(user)"
  }

  /// `bob, ann after bob, cem: a is ann's`: those who get it in order, then those who do not.
  private static func words(_ resolution: ValueResolution) -> String {
    var parts = resolution.order.map { user in
      guard case .gets(let after) = resolution.verdicts[user] else { return "?" }
      return name(user) + (after.isEmpty ? "" : " after " + after.map(name).joined(separator: "+"))
    }
    for (user, verdict) in resolution.verdicts.sorted(by: { $0.key < $1.key }) {
      guard case .conflict(let value, let other, let claim) = verdict else { continue }
      parts.append("\(name(user)): \(value.key) \(name(other)) \(claim)")
    }
    parts += resolution.rings.map { "ring " + $0.map(name).joined(separator: " ") }
    return parts.joined(separator: ", ")
  }

  @Test(arguments: [
    ("ann: >a, bob: >b", "ann, bob"),
    ("ann: >a, bob: >a", "ann, bob: a ann first"),
    ("ann: a>b, bob: b>c", "bob, ann after bob"),
    ("ann: b>c, bob: a>b", "ann, bob after ann"),
    ("ann: >b, bob: b>c", "bob, ann after bob"),
    ("ann: >b, bob: b>", "bob, ann after bob"),
    ("ann: a>b, bob: b>c, cem: c>d", "cem, bob after cem, ann after bob"),
    ("ann: a>b, bob: b>c, cem: c>d, dan: d>e", "dan, cem after dan, bob after cem, ann after bob"),
    ("ann: a>b, bob: b", "bob, ann: b bob holds"),
    ("ann: a>b, bob: b!", "bob, ann: b bob left(isActive: true)"),
    // Whoever is refused gives nothing up.
    ("ann: a>b, bob: b>c, cem: c", "cem, ann: b bob left(isActive: true), bob: c cem holds"),
    ("ann: a>b, bob: b>a", "ann, bob after ann, ring ann bob"),
    ("ann: a>b, bob: b>c, cem: c>a", "ann, bob after ann, cem after ann, ring ann cem bob"),
    ("ann: a>c, bob: b>a, cem: c>b", "ann, bob after ann, cem after ann, ring ann bob cem"),
    // Somebody who waits for one of a ring, and a ring that two others stand beside.
    ("ann: a>b, bob: b>a, cem: c>a", "ann, bob after ann, cem: a bob first, ring ann bob"),
    (
      "ann: a>b, bob: b>a, cem: c>d, dan: d>c",
      "ann, bob after ann, cem, dan after cem, ring ann bob, ring cem dan"
    ),
  ])
  func valuesAreGivenInOrder(_ contenders: String, _ expected: String) {
    #expect(Self.words(Self.resolve(contenders)) == expected)
  }

  @Test func whoWasGivenAValueBeforeGoesFirst() {
    #expect(
      Self.words(Self.resolve("ann: >a, bob: >a", owns: ["bob": "a"])) == "bob, ann: a bob first")
  }

  @Test func whatBelongsToOthersIsWaitedForOrRefused() {
    let rows: [(ValueResolution.Outsider, String)] = [
      (.init(5, .holds), "ann: b eve holds"), (.init(5, .first), "ann: b eve first"),
      (.init(5, .left(isActive: false)), "ann: b eve left(isActive: false)"),
      (.init(5, .left(isActive: true), isLeaving: true), "ann after eve"),
      (.init(5, .inDoubt), "ann: b eve inDoubt"),
      (.init(5, .inDoubt, isLeaving: true), "ann after eve"),
    ]
    for (outsider, expected) in rows {
      #expect(Self.words(Self.resolve("ann: a>b", outside: ["b": outsider])) == expected)
    }
  }

  @Test func theFirstOfARingWaitsForWhateverTheOthersWaitFor() {
    var ann = ValueResolution.Contender(1, takes: [Self.value("b")], holds: [Self.value("a")])
    ann.gives = ann.holds
    var bob = ValueResolution.Contender(
      2, takes: [Self.value("a"), UniqueValue(path: "externalid", key: "x")],
      holds: [Self.value("b")])
    bob.gives = bob.holds
    let cem = ValueResolution.Contender(
      3, holds: [UniqueValue(path: "externalid", key: "x")],
      gives: [UniqueValue(path: "externalid", key: "x")])
    #expect(
      Self.words(ValueResolution([ann, bob, cem]))
        == "cem, ann after cem, bob after ann, ring ann bob")
  }

  @Test func anythingEndsAndNobodyIsLeftOut() {
    var seed: UInt64 = 7
    func below(_ bound: UInt64) -> Int {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((seed >> 33) % bound)
    }
    let letters = ["a", "b", "c", "d", "e", "f"]
    for _ in 0..<2_000 {
      let contenders = (1...6).map { user -> ValueResolution.Contender in
        let mine = Set(letters.filter { _ in below(4) == 0 }.map(Self.value))
        let wants = Set(letters.filter { _ in below(3) == 0 }.map(Self.value)).subtracting(mine)
        return ValueResolution.Contender(
          UserID(user), takes: wants, holds: mine, gives: mine.filter { _ in below(2) == 0 })
      }
      let resolution = ValueResolution(contenders)
      #expect(resolution.verdicts.count == 6)
      var placed: Set<UserID> = []
      var taken: [UniqueValue: UserID] = [:]
      for user in resolution.order {
        guard case .gets(let after) = resolution.verdicts[user] else {
          Issue.record("\(user) has no place")
          continue
        }
        #expect(placed.isSuperset(of: after))
        placed.insert(user)
        for value in contenders[Int(user) - 1].takes {
          #expect(taken.updateValue(user, forKey: value) == nil, "\(value.key) is given twice")
        }
      }
    }
  }
}

/// Which values are unique, and how they are compared.
@Suite struct UniqueValueTests {
  private func keys(_ attributes: [(String, JSONValue)], _ schemas: SchemaSet = .user) -> [String] {
    let desired = DesiredAccount(
      attributes: attributes.map { DesiredAttribute(path: $0.0, value: $0.1) })
    return UniqueAttributes(schemas).values(of: desired).map { "\($0.value.path)=\($0.value.key)" }
  }

  @Test func namesAreComparedWithoutCaseAndAsTheSchemaSays() {
    #expect(
      keys([
        ("userName", "Zoe\u{308}@X.example"), ("externalId", "E1a"), ("title", "Boss"),
        (#"emails[type eq "work"].value"#, "a@x.example"),
      ]) == ["username=zo\u{EB}@x.example", "externalid=E1a"])
    #expect(keys([("userName", ""), ("externalId", .null)]).isEmpty)
  }

  @Test func whatTheAppCallsUniqueIs() throws {
    let schema = Schema(
      id: Schema.user.id, name: "User",
      attributes: [
        Attribute("userName", caseExact: true, uniqueness: .server),
        Attribute("badge", .integer, uniqueness: .global),
        Attribute(
          "emails", .complex, multiValued: true,
          subAttributes: [Attribute("value", uniqueness: .server), Attribute("type")]),
      ])
    let own = Schema(
      id: "urn:x:1.0:More", name: "More", attributes: [Attribute("pin", uniqueness: .server)])
    let schemas = SchemaSet([schema, own])
    #expect(
      keys(
        [
          ("userName", "Ann"), ("badge", 7), (#"emails[type eq "work"].value"#, "A@x.example"),
          ("urn:x:1.0:More:pin", "P"),
        ], schemas) == [
          "username=ann", "badge=7", "emails.value=a@x.example", "urn:x:1.0:more:pin=p",
        ])
    let held = UniqueAttributes(schemas).values(in: [
      "userName": "ANN", "emails": [["value": "b@x.example"], ["value": "A@x.example"]],
      "urn:x:1.0:More": ["pin": "p"],
    ])
    #expect(
      held.sorted().map { "\($0.path)=\($0.key)" } == [
        "emails.value=a@x.example", "emails.value=b@x.example", "urn:x:1.0:more:pin=p",
        "username=ann",
      ])
    #expect(UniqueAttributes(schemas).contains(#"emails[type eq "home"].value"#))
    #expect(!UniqueAttributes(schemas).contains("emails"))
  }

  @Test func aTemporaryValueIsTheSameEachTimeAndOfTheSameShape() {
    let address = TemporaryValue.replacing("ann@x.example", of: "7")
    #expect(address.hasPrefix("usher-") && address.hasSuffix("@x.example"))
    #expect(address == TemporaryValue.replacing("ann@x.example", of: "7"))
    #expect(address != TemporaryValue.replacing("ann@x.example", of: "8"))
    #expect(!TemporaryValue.replacing("ann", of: "7").contains("@"))
  }

  @Test func aConflictNamesBothAndTheValue() {
    for claim: ValueConflict.Claim in [
      .holds, .first, .left(isActive: true), .left(isActive: false), .inDoubt, .tangled,
    ] {
      let words = ValueConflict(
        user: "bob", other: "ada", path: "userName", text: "s@x.example", claim: claim
      ).sentence
      for part in ["bob", "ada", "userName s@x.example"] {
        #expect(words.contains(part), "\(words)")
      }
    }
    let left = ValueConflict(
      user: "bob", other: "ada", otherHasLeft: true, path: "userName", text: "s@x.example",
      claim: .left(isActive: false))
    #expect(left.sentence.contains("suspended account of ada (who left);"), "\(left.sentence)")
  }
}
