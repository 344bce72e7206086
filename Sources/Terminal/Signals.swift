import CNcurses
import Foundation

/// The signals that a console answers. What crashes the process puts the terminal back first.
final class Signals {
  /// What came.
  struct Seen: OptionSet {
    let rawValue: Int32

    static let resized = Seen(rawValue: Int32(US_RESIZED))
    static let ended = Seen(rawValue: Int32(US_ENDED))
    static let stopped = Seen(rawValue: Int32(US_STOPPED))
    static let continued = Seen(rawValue: Int32(US_CONTINUED))
  }

  /// What is readable when a signal came.
  let file: Int32
  private var hasHungUp = false

  /// Watches them, until `unwatch`.
  init() { file = us_signals_watch() }

  deinit { unwatch() }

  /// The number of the signal by which the process was asked to end.
  var ending: Int32? {
    let number = us_signals_ended()
    if number != 0 { return number }
    return hasHungUp ? SIGHUP : nil
  }

  /// What came since the last call.
  func take() -> Seen { Seen(rawValue: us_signals_take()) }

  /// The terminal went away.
  func hangUp() { hasHungUp = true }

  /// Stops the process as Ctrl-z does, until it goes on.
  func stop() { us_signals_stop() }

  /// While another program has the terminal, what is typed there to end it ends only that one.
  func setAway(_ isAway: Bool) { us_signals_away(isAway) }

  /// Leaves the signals as they were.
  func unwatch() { us_signals_unwatch() }
}
