import Console
import Engine
import Provisioning
import Foundation
import Testing

@testable import Runner

/// What the runner decides by itself.
@Suite struct RunnerTests {
  @Test func theTerminalsEffectsAreGivenBack() throws {
    let desk = try Desk()
    let effects: [Effect] = [
      .edit(app: nil), .copy("a"), .mouse(true), .theme("dark"), .redraw, .suspend, .quit,
    ]
    #expect(effects.allSatisfy { desk.runner.start($0) != nil })
  }

  @Test func anEffectThatCannotBeDoneSaysWhyAndKeepsTheStore() async throws {
    let desk = try Desk()
    let events = await desk.carryOut(.decide(.approve, [99]))
    #expect(
      events.contains {
        if case .failed(let why) = $0 { why.hasPrefix("there is no task 99") } else { false }
      })
    #expect(
      events.contains {
        if case .ended(_, isGood: let isGood) = $0 { !isGood } else { false }
      })
  }

  @Test func aTypedTokenIsInItsFileAndInNoEvent() async throws {
    let desk = try Desk()
    let app = try desk.app
    let events = await desk.carryOut(
      .saveApp(from: app, to: app, secret: Secret("open-sesame")))
    #expect(!"\(events)".contains("open-sesame"))
    guard case .file(let path)? = try desk.app.connection.token else {
      Issue.record("the token is not in a file")
      return
    }
    #expect(try String(contentsOfFile: path, encoding: .utf8) == "open-sesame\n")
  }

  @Test func settingsThatTheFileWouldRefuseAreNotSaved() async throws {
    let desk = try Desk()
    let app = try desk.app
    var wrong = app
    wrong.connection.timeout = -1
    let events = await desk.carryOut(.saveApp(from: app, to: wrong, secret: nil))
    #expect(
      events.contains { if case .failed(let why) = $0 { why.contains("timeout") } else { false } },
      "\(events)")
    #expect(try desk.app == app)
  }
}
