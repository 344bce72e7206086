import SCIM

/// One app's network: each request waits for its turn in the app's budget.
struct AppClient: Sendable {
  let transport: any HTTPTransport
  let pacer: Pacer
  let time: any TimeSource
  let habits: AppHabits

  /// Sends one request when its turn comes, in the form that the app wants.
  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    var form = habits.form(request)
    var first: HTTPResponse?
    while true {
      await pacer.turn()
      let response = try await sendNow(form.sent)
      switch habits.step(after: form, response, first: first ?? response) {
      case .answer(let answer): return answer
      case .again(let next): form = next
      }
      first = first ?? response
    }
  }

  /// Sends one request whose turn has come.
  func sendNow(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    let response = try await transport.send(request)
    await pacer.learn(from: response)
    return response
  }

  /// Sends a request that changes nothing, and again where the failure can heal by itself.
  func read(_ request: HTTPRequest, tries: Int = 5) async throws(TransportError) -> HTTPResponse {
    var attempt = 1
    while true {
      do throws(TransportError) {
        let response = try await send(request)
        guard Disposition.heals(response.status), attempt < tries else { return response }
      } catch {
        guard Disposition.heals(error), attempt < tries else { throw error }
      }
      await time.sleep(seconds: Double(1 << attempt) / 4)
      attempt += 1
    }
  }
}

/// What can heal by itself, and is tried again.
enum Disposition {
  /// Whether an answer's status may be another one a little later.
  static func heals(_ status: Int) -> Bool {
    status == 429 || (502...504).contains(status)
  }

  /// Whether a failure of the network may pass.
  static func heals(_ error: TransportError) -> Bool {
    switch error {
    case .timeout, .reset, .unreachable: true
    case .tls, .tooLarge, .noToken, .cancelled: false
    }
  }
}
