import Provisioning
import SCIM

extension Execution {
  /// Whether anything was sent for this task before, by whatever worker.
  var hasBegun: Bool {
    get async throws { try await !store { [task] in try $0.queue.attempts(task.id) }.isEmpty }
  }

  /// How long to wait before the next attempt: doubled each time, with jitter, a minute at most.
  var backoff: Double {
    let base = min(60, 0.5 * Double(1 << min(task.attempts, 7)))
    return base * (0.5 + engine.chance.fraction())
  }

  /// How long to wait where the app asks to slow down and does not say how long: as long again as it
  /// has been asking, with jitter, a minute at most.
  var slowness: Double {
    let lasted = task.slowedSince.map { engine.time.now() - $0 } ?? 0
    return min(60, max(1, lasted)) * (0.5 + engine.chance.fraction())
  }

  /// Waits for what the app took and does not show yet: it is looked for again, and nothing is sent.
  ///
  /// - Parameters:
  ///   - response: the answer by which the app took it.
  ///   - what: what is not seen yet.
  ///   - length: how long it is looked for at least, in seconds.
  /// - Returns: `nil` where the time for it is over.
  func waiting(_ response: HTTPResponse, for what: String, atLeast length: Double = 0)
    -> ExecutionOutcome?
  {
    let now = engine.time.now()
    var window = EffectWindow(status: response.status)
    window.length = max(window.length, length)
    let asked = Pacer.retryAfter(response, now: now)
    guard let wait = window.wait(since: task.acceptedAt ?? now, now: now, asked: asked) else {
      return nil
    }
    let error = failure(
      response,
      advice: "the app answered \(response.status), and \(what) yet: it is looked at again")
    return .waiting(error, after: wait)
  }

  /// The answer by which the app took this task's request in an earlier attempt whose effect is still
  /// looked for; `nil` where there is none, and the request may be sent.
  var accepted: HTTPResponse? {
    get async throws {
      guard task.acceptedAt != nil else { return nil }
      let attempts = try await store { [task] in try $0.queue.attempts(task.id) }
      guard let last = attempts.last(where: { $0.request == ownRequest }),
        let status = last.status
      else { return nil }
      return HTTPResponse(status: status, body: Array(last.answer.utf8))
    }
  }

  /// The task's own request as its attempts name it, beside others that belong to it.
  var ownRequest: String { "\(task.request.method) \(task.request.path)" }

  /// Why a request that the app took is given up in the end.
  func unseen(_ response: HTTPResponse, _ what: String) -> TaskError {
    failure(
      response,
      advice: "the app answered \(response.status), and \(what): look in the app, then retry")
  }
}
