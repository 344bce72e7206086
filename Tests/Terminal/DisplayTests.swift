import TestSupport
import Foundation
import Screen
import Testing

@testable import Terminal

/// What is drawn arrives, on every terminal. One screen at a time: ncurses has one state, and so has
/// the process one locale.
extension OneTerminal {
  @Suite struct DisplayTests {
    @Test(arguments: [
      "xterm-256color", "xterm", "screen", "screen-256color", "tmux-256color", "linux", "vt100",
      "xterm-kitty", "rxvt",
    ])
    func whatIsDrawnArrives(_ term: String) throws {
      var desk = try DrawingDesk(term, columns: 40, rows: 12)
      var dice = SplitMix64(seed: 7)
      var surface = Surface(size: Size(columns: 40, rows: 12))
      for _ in 0..<200 {
        dice.change(&surface)
        desk.show(surface)
        try #require(desk.emulator.text == surface.text)
      }
      #expect(desk.emulator.unknown == [])
    }

    @Test(arguments: [(1, 1), (2, 1), (1, 7), (9, 2), (60, 12), (200, 60), (500, 3)])
    func everySizeIsDrawn(_ columns: Int, _ rows: Int) throws {
      var desk = try DrawingDesk(columns: columns, rows: rows)
      var dice = SplitMix64(seed: 9)
      var surface = Surface(size: Size(columns: columns, rows: rows))
      for _ in 0..<20 {
        dice.change(&surface)
        desk.show(surface)
        try #require(desk.emulator.text == surface.text)
      }
    }

    @Test func aScreenOfAnotherSizeThanTheTerminalIsCut() throws {
      var desk = try DrawingDesk(columns: 10, rows: 3)
      var surface = Surface(size: Size(columns: 12, rows: 5))
      for row in 0..<5 { surface.write("line \(row) is long", column: 0, row: row, role: .text) }
      desk.show(surface)
      #expect(desk.emulator.text == "line 0 is\nline 1 is\nline 2 is")
    }

    @Test func whatIsTheSameIsNotDrawnAgain() throws {
      var desk = try DrawingDesk()
      let list = desk.list(selected: 3)
      desk.show(list)
      #expect(desk.show(list) == 0)
    }

    @Test func aMovedCursorIsAFewBytesInOneWrite() throws {
      var desk = try DrawingDesk(columns: 120, rows: 40)
      desk.show(desk.list(selected: 20))
      #expect(desk.show(desk.list(selected: 21)) <= 300)
      #expect(desk.writes == 1)
    }

    @Test func aScrolledRowIsAFewBytes() throws {
      var desk = try DrawingDesk(columns: 120, rows: 40)
      desk.show(desk.list(first: 0, selected: 37))
      #expect(desk.show(desk.list(first: 1, selected: 38)) <= 300)
      #expect(desk.emulator.text == desk.list(first: 1, selected: 38).text)
    }

    @Test func aScrolledRowBesideSomethingElseIsAFewBytesInOneWrite() throws {
      var desk = try DrawingDesk(columns: 120, rows: 40)
      desk.display.useMargins()
      for first in 0..<30 {
        let list = desk.list(first: first, selected: first + 36, beside: true)
        let bytes = desk.show(list)
        #expect(desk.emulator.text == list.text)
        if first > 0 { #expect(bytes <= 300 && desk.writes == 1) }
      }
      let back = desk.list(first: 28, selected: 28, beside: true)
      #expect(desk.show(back) <= 400 && desk.emulator.text == back.text)
      #expect(desk.emulator.unknown == [])
    }

    @Test(arguments: [false, true])
    func whatMovesArrivesOnATerminalWithMargins(_ isWide: Bool) throws {
      var desk = try DrawingDesk(columns: 60, rows: 20)
      desk.display.useMargins()
      var dice = SplitMix64(seed: 11)
      var first = 40
      for _ in 0..<300 {
        first = max(0, first + Int.random(in: -6...6, using: &dice))
        var list = desk.list(
          first: first, selected: first + Int.random(in: 0..<17, using: &dice), beside: true)
        if isWide { list.write("金zoë", column: 30, row: 3 + first % 5, role: .text) }
        if Int.random(in: 0..<3, using: &dice) == 0 { dice.change(&list) }
        desk.show(list)
        try #require(desk.emulator.text == list.text)
      }
    }

    @Test func aRepaintDrawsAll() throws {
      var desk = try DrawingDesk()
      let list = desk.list(selected: 3)
      desk.show(list)
      desk.emulator.resize(columns: 80, rows: 24)
      desk.display.forget()
      desk.show(list)
      #expect(desk.emulator.text == list.text)
    }

    @Test func theUsersPaletteIsLeftAlone() throws {
      for term in ["xterm-256color", "linux"] {
        var desk = try DrawingDesk(term)
        desk.show(desk.list(selected: 3))
        desk.display.close()
        let bytes = desk.written + desk.pty.take().flatMap { $0 }
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains("]104") && !text.contains("]R") && !text.contains("]4;"))
      }
    }

    @Test(arguments: [
      ("┌─┐", "+-+"), ("zoë", "zo?"), ("金a", "? a"), ("→…·", ">.."), ("plain", "plain"),
    ])
    func withoutUnicodeLettersStandForSigns(_ text: String, _ shown: String) throws {
      var desk = try DrawingDesk(locale: "C")
      var surface = Surface(size: Size(columns: 80, rows: 24))
      surface.write(text, column: 0, row: 0, role: .text)
      desk.show(surface)
      #expect(desk.emulator.text.hasPrefix(shown + "\n"))
    }

    @Test func aLocaleThatThisHostLacksIsTakenForTheOneItHas() throws {
      var desk = try DrawingDesk(locale: "xx_XX.UTF-8")
      var surface = Surface(size: Size(columns: 80, rows: 24))
      surface.write("zoë", column: 0, row: 0, role: .text)
      desk.show(surface)
      #expect(desk.emulator.text.hasPrefix("zoë\n"))
    }

    @Test(arguments: ["👩‍👩‍👧x", "❤️x", "👍🏽x", "e\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}x"])
    func joinedSignsTakeTheColumnsThatTheyHave(_ text: String) throws {
      var desk = try DrawingDesk()
      var surface = Surface(size: Size(columns: 80, rows: 24))
      let end = surface.write(text, column: 0, row: 0, role: .text)
      surface.write("|", column: 10, row: 0, role: .text)
      desk.show(surface)
      #expect(desk.emulator.column(of: "x", row: 0) == end - 1)
      #expect(desk.emulator.column(of: "|", row: 0) == 10)
    }
  }
}

/// Tests that need the one terminal state of a process, one after the other.
@Suite(.serialized) enum OneTerminal {}
