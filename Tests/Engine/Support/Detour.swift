import Engine
import SCIM
import Sandbox
import Synchronization

/// What becomes of one request on its way to the sandbox.
enum Turn: Sendable {
  /// It arrives and is answered.
  case pass
  /// It never arrives; this comes back.
  case answer(Int, body: String = "", headers: [String: String] = [:])
  /// It never arrives, and nothing comes back.
  case fail(TransportError)
  /// It arrives and takes effect, and nothing comes back.
  case lose(TransportError)
  /// It arrives and is answered; the answer is replaced by this one.
  case replace(Int, body: String = "", headers: [String: String] = [:])
}

/// The network between the engine and the sandbox, on which a test decides about each request.
final class FakeNetwork: TransportSource, HTTPTransport {
  /// Decides about a request.
  typealias Switch = @Sendable (HTTPRequest) async throws -> Turn

  private let sandbox: SandboxTransport
  private let setting: Mutex<Switch>
  private let requests: Mutex<[HTTPRequest]>

  init(_ sandbox: SandboxTransport) {
    self.sandbox = sandbox
    setting = Mutex({ _ in .pass })
    requests = Mutex([])
  }

  /// Every request that was sent, whether or not it arrived.
  var sent: [HTTPRequest] { requests.withLock { $0 } }

  /// Decides about every request from now on.
  func decide(_ by: @escaping Switch) { setting.withLock { $0 = by } }

  /// What decides now.
  var current: Switch { setting.withLock { $0 } }

  /// Lets every request pass from now on.
  func heal() { decide { _ in .pass } }

  func transport(for app: AppRecord) throws -> any HTTPTransport { self }

  func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
    requests.withLock { $0.append(request) }
    let decide = setting.withLock { $0 }
    let turn: Turn
    do {
      turn = try await decide(request)
    } catch {
      turn = .fail(.reset("the test threw: \(error)"))
    }
    switch turn {
    case .pass: return try await sandbox.send(request)
    case .answer(let status, let body, let headers):
      return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    case .fail(let error): throw error
    case .lose(let error):
      _ = try await sandbox.send(request)
      throw error
    case .replace(let status, let body, let headers):
      _ = try await sandbox.send(request)
      return HTTPResponse(status: status, headers: headers, body: Array(body.utf8))
    }
  }
}

extension HTTPRequest {
  /// Whether it is of this method on a path that starts like this.
  func isA(_ method: String, _ prefix: String = "/") -> Bool {
    self.method == method && path.hasPrefix(prefix)
  }

  /// Whether it may change something.
  var isWrite: Bool { method != "GET" }
}

/// Counts, from several tasks at once.
final class Counter: Sendable {
  private let value = Mutex(0)

  /// Counts up.
  ///
  /// - Returns: the count with this one in it.
  @discardableResult
  func up() -> Int {
    value.withLock { value in
      value += 1
      return value
    }
  }

  var count: Int { value.withLock { $0 } }
}
