/// What follows from an answer to what lies over a screen.
struct Then<Answer>: Sendable {
  let run: @Sendable (inout Console, Answer) -> Void

  /// What the shell does.
  static func shell(_ body: @escaping @Sendable (inout Console, Answer) -> Void) -> Then {
    Then(run: body)
  }

  /// What needs nothing but what all screens share.
  static func frame(_ body: @escaping @Sendable (inout Frame, Answer) -> Void) -> Then {
    Then { console, answer in body(&console.frame, answer) }
  }

  /// What the screen in front does, which asked.
  static func screen<S: Screen>(
    _ body: @escaping @Sendable (inout S, inout Frame, Answer) -> Void
  ) -> Then {
    Then { console, answer in
      console.screens.with(&console.frame) { (screen: inout S, frame: inout Frame) in
        body(&screen, &frame, answer)
      }
    }
  }
}
