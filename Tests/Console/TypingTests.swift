import Engine
import Provisioning
import Screen
import Testing

@testable import Console

/// Typing types: on a text field of any form a key that can be printed is text and never a command.
@Suite struct TypingTests {
  /// Every form of every screen, with the keys that open it.
  static let forms = [
    ("Connection", "1<down><up>"), ("a new app", "1n"), ("Provisioning", "2<down><up>"),
    ("a parameter", "3<enter>"), ("a new parameter", "3n"), ("a rule", "4<enter>"),
    ("a rule that names groups", "4j<enter>"), ("a new rule", "4n"), ("a filter", "5f"),
    ("a user", "6s"), ("a new user", "6nzoe<enter>"),
  ]

  /// Signs that are commands elsewhere, and others.
  private static let signs = Array("aAbcDdeEfgGhiIjJkKlLmMnNpqrRsTuvVwxyz0123456789 +-*/:?(){}^$é日")

  private static func desk(_ keys: String) -> Desk {
    var overview = Desk.overview()
    overview.findings = []
    var desk = Desk(apps: [overview, Desk.overview("second", id: 2)])
    desk.press("6")
    desk.give([Desk.user(1, "ann", roles: ["A"])])
    desk.press(keys)
    return desk
  }

  /// The desk at each field of its form, reached by Tab.
  private static func atEachField(_ keys: String) -> [(field: FormField, desk: Desk)] {
    var desk = desk(keys)
    var seen: [(FormField, Desk)] = []
    while let field = desk.console.form?.field, !seen.contains(where: { $0.0.id == field.id }) {
      seen.append((field, desk))
      desk.press("<tab>")
    }
    return seen
  }

  @Test(arguments: forms) func whatCanBePrintedIsText(_ name: String, _ keys: String) throws {
    let fields = Self.atEachField(keys)
    #expect(fields.contains { $0.field.kind.isText }, "\(name) has a field that is typed")
    for (field, before) in fields where field.kind.isText {
      for sign in Self.signs {
        var desk = before
        desk.press(String(sign))
        let form = try #require(desk.console.form)
        let place = "\(sign) on \(field.id) of \(name)"
        #expect(form[field.id] == field.value + String(sign), "\(place)")
        #expect(form.fields.map(\.id) == before.console.form?.fields.map(\.id), "\(place)")
        #expect(desk.effects.isEmpty && desk.console.overlays.isEmpty, "\(place)")
        #expect(desk.console.tab == before.console.tab && form.isEntering, "\(place)")
      }
    }
  }

  @Test(arguments: forms) func elsewhereItDoesNothingAndSaysSo(_ name: String, _ keys: String) {
    for (field, before) in Self.atEachField(keys) where !field.kind.isText {
      for sign in Self.signs where sign != " " {
        var desk = before
        desk.press(String(sign))
        #expect(desk.console.form?[field.id] == field.value, "\(sign) on \(field.id) of \(name)")
        #expect(desk.console.tab == before.console.tab && desk.effects.isEmpty)
        #expect(desk.message.contains("types nothing here"), "\(sign) on \(field.id) of \(name)")
      }
    }
  }

  @Test(arguments: forms) func tabGoesThroughEveryFieldAndRoundAgain(_ name: String, _ keys: String)
  {
    let desk = Self.desk(keys)
    let wanted = desk.console.form?.fields.filter { $0.kind != .note }.map(\.id) ?? []
    let seen = Self.atEachField(keys).map(\.field.id)
    #expect(Set(seen) == Set(wanted), "\(name)")
    var other = desk
    for _ in seen { other.press("<s-tab>") }
    #expect(other.console.form?.field?.id == desk.console.form?.field?.id, "\(name)")
    #expect(other.console.tab == desk.console.tab)
  }

  @Test func aScreenThatIsAFormRestsUntilSomebodyGoesIn() {
    var desk = Desk()
    desk.press("1")
    #expect(desk.console.form?.isAtRest == true && desk.screen().cursor == nil)
    desk.press("2")
    #expect(desk.console.frontTitle == "Provisioning")
    desk.press("1<down>")
    #expect(desk.screen().cursor == nil, "a choice has no caret")
    desk.press("<down>2")
    #expect(desk.console.frontTitle == "Connection" && desk.console.form?["token"] == "TOKEN2")
    desk.press("<esc>2")
    #expect(desk.console.frontTitle == "Provisioning")
  }

  @Test func pastedTextGoesIntoTheFieldUnderTheCursor() {
    var desk = Desk()
    desk.press("1")
    desk.send(.terminal(.paste("/v2")))
    #expect(desk.console.form?["url"] == "https://t.example.com/scim", "nothing is under it yet")
    desk.press("<down><up>")
    desk.send(.terminal(.paste("/v2")))
    #expect(desk.console.form?["url"] == "https://t.example.com/scim/v2")
  }

  @Test func commandsAreControlKeysAndThePalette() {
    var desk = Desk()
    desk.press("4<enter>")
    let fields = desk.console.form?.fields.count ?? 0
    for action in desk.console.actions() {
      #expect(action.keys.allSatisfy { !$0.isPrintable }, "\(action.id)")
    }
    desk.press("x<c-p>add a cond<enter>")
    #expect(desk.console.form?.fields.count == fields + 4, "and whether all or any must be true")
    desk.press("<f7>")
    #expect(desk.console.frontTitle == "Audit")
  }

  @Test func valuesAreOfferedWithTheirCounts() {
    var desk = Desk()
    desk.press("4<enter>")
    #expect(desk.all.contains(.loadAttributes))
    desk.send(
      .attributesLoaded([
        AttributeUse(
          "department", count: 1_500,
          values: [.init("Engineering", count: 1_412), .init("Sales", count: 88)]),
        AttributeUse("shoe_size", count: 3, values: [.init("44", count: 3)]),
      ]))
    desk.press("<tab><c-u><c-o>shoe")
    #expect(desk.text.contains("shoe_size  3"), "every attribute that somebody has")
    desk.press("<esc><c-u>department<tab><tab><c-u><c-o>")
    #expect(desk.text.contains("Engineering  1,412") && desk.text.contains("Sales  88"))
    desk.press("Sal<enter>")
    #expect(desk.console.rules.editor?.rule.when == .attribute("department", .equals("Sales")))
    desk.press("<esc><esc>3<enter>")
    desk.send(.attributesLoaded([AttributeUse("shoe_size", count: 3, values: [])]))
    desk.press("<c-u>{{ sho<tab>")
    #expect(desk.console.form?["value"] == "{{ shoe_size")
  }

  @Test func whatAChoiceOffersCanBeListed() {
    var desk = Desk()
    desk.press("1<down><c-o>cred<enter>")
    #expect(desk.console.form?["kind"] == "credential")
  }
}
