import Console
import Engine
import Foundation
import Host

/// Tells the console how far an effect is.
struct EffectProgress: Sendable {
  /// Takes what is told, from any thread.
  let post: @Sendable (ConsoleEvent) -> Void

  /// Tells how far something is, a few times a second.
  func counting(_ effect: Effect, total: Int? = nil, _ token: CancelToken)
    -> @Sendable (Int) -> Void
  {
    let last = Locked(0.0)
    return { done in
      let now = Date().timeIntervalSince1970
      guard now - last.get() > 0.25 else { return }
      last.set(now)
      post(.progress(effect, done: done, total: total))
    }
  }

  /// Tells how far something is that ends where somebody wants it to, between two of its steps.
  func cancellable(_ effect: Effect, total: Int? = nil, _ token: CancelToken)
    -> @Sendable (Int) throws -> Void
  {
    let tell = counting(effect, total: total, token)
    return { done in
      try token.check()
      tell(done)
    }
  }
}
