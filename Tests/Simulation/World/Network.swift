import Text
import Engine
import SCIM

/// The network between the processes of a world and its app.
final class Network {
  /// How long a client waits for an answer, in seconds.
  static let patience = 20.0
  /// The longest that a request is under way before it arrives. A worker that dies right behind it
  /// leaves its lease for 20 s more, so that the next one finds what it did.
  static let longest = 15.0

  var weather = Weather.calm
  /// How many requests were sent.
  private(set) var requests = 0
  private let scheduler: Scheduler
  private let door: Door
  private let dice: Dice
  private let trace: Trace

  init(_ scheduler: Scheduler, _ door: Door, _ dice: Dice, _ trace: Trace) {
    self.scheduler = scheduler
    self.door = door
    self.dice = dice
    self.trace = trace
  }

  /// Sends a request of a process.
  func send(_ request: HTTPRequest, from life: Life) async -> Result<HTTPResponse, TransportError> {
    if life.isOver || Task.isCancelled { return .failure(.cancelled) }
    requests += 1
    let number = requests
    let fate = weather.fate(dice).flatMap { Self.canMeet(request, $0, door.appIsForgiving) }
    trace.note(
      scheduler.now,
      "\(life.name) #\(number) \(request.method) \(request.path) \(request.body?.text ?? "")"
        + (fate.map { " [\($0)]" } ?? ""))
    let ticket = door.leaves(request, life)
    let answer = Answer()
    await life.wait { wake in
      answer.wake = wake
      start(request, fate, ticket, answer)
    }
    door.ends(ticket)
    let result = answer.result ?? .failure(.cancelled)
    trace.note(scheduler.now, "\(life.name) #\(number) → \(Self.words(result))")
    return result
  }

  /// What comes back to one request: the first that does.
  private final class Answer {
    var result: Result<HTTPResponse, TransportError>?
    var wake: () -> Void = {}

    func give(_ result: Result<HTTPResponse, TransportError>) {
      guard self.result == nil else { return }
      self.result = result
      wake()
    }
  }

  private func start(
    _ request: HTTPRequest, _ fate: Weather.Fate?, _ ticket: Door.Ticket, _ answer: Answer
  ) {
    let way = fate == .slow ? dice.seconds(1, Self.longest) : dice.seconds(0.005, 0.3)
    let back = fate == .slow ? dice.seconds(0.1, 4) : dice.seconds(0.005, 0.3)
    scheduler.after(Self.patience) { answer.give(.failure(.timeout)) }
    if weather.refusesToken {
      scheduler.after(way) { answer.give(.success(HTTPResponse(status: 401))) }
      return
    }
    func arrive(after seconds: Double, _ then: @escaping (HTTPResponse) -> Void) {
      scheduler.after(seconds) { [self] in
        let response = door.arrives(request, ticket)
        then(response)
      }
    }
    func deliver(_ response: HTTPResponse) {
      scheduler.after(back) { answer.give(.success(response)) }
    }
    switch fate {
    case nil, .slow: arrive(after: way, deliver)
    case .dropped:
      if dice.once(in: 2) { scheduler.after(way) { answer.give(.failure(.reset("dropped"))) } }
    case .answerLost:
      arrive(after: way) { [self] _ in
        scheduler.after(back) { answer.give(.failure(.reset("lost"))) }
      }
    case .unanswered: arrive(after: way) { _ in }
    case .busy:
      let status = [429, 429, 502, 503][dice.below(4)]
      let headers = dice.once(in: 2) ? ["retry-after": "\(1 + dice.below(8))"] : [:]
      scheduler.after(way) {
        answer.give(.success(HTTPResponse(status: status, headers: headers)))
      }
    case .refused: scheduler.after(way) { answer.give(.success(HTTPResponse(status: 500))) }
    case .gaveUp: arrive(after: way) { _ in deliver(HTTPResponse(status: 504)) }
    case .truncated:
      arrive(after: way) { response in
        var cut = response
        cut.body.removeLast(cut.body.count / 2)
        deliver(cut)
      }
    case .twice:
      arrive(after: way, deliver)
      // What makes something must arrive twice before anybody can delete it, or it is there again.
      let again = request.method == "POST" ? dice.seconds(0, back) : dice.seconds(0.01, 5)
      arrive(after: way + again) { _ in }
    case .late:
      arrive(after: Self.patience + dice.seconds(0.5, 20)) { _ in }
    }
  }

  /// The fate, where it can be one of a request. A creation that arrives twice, or when its client
  /// has given up, makes two of it whatever the client does; so those are spared in apps that take
  /// two resources of one name, and the late ones everywhere.
  private static func canMeet(
    _ request: HTTPRequest, _ fate: Weather.Fate, _ appIsForgiving: Bool
  ) -> Weather.Fate? {
    guard request.method == "POST" else { return fate }
    return fate == .late || fate == .twice && appIsForgiving ? nil : fate
  }

  private static func words(_ result: Result<HTTPResponse, TransportError>) -> String {
    switch result {
    case .success(let response):
      "\(response.status) \(String(decoding: response.body, as: UTF8.self))"
    case .failure(let error): "\(error)"
    }
  }
}

/// The network as one process sees it.
struct MortalTransport: TransportSource, HTTPTransport, @unchecked Sendable {
  // Unchecked, because everything of a world runs on the scheduler's one thread.

  let network: Network
  let life: Life

  func transport(for app: AppRecord) throws -> any HTTPTransport { self }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    try await network.send(request, from: life).get()
  }
}
