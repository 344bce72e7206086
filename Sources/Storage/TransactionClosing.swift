import Engine

/// What one transaction puts off to its end.
final class TransactionClosing {
  private struct Part {
    let name: String
    var requests: [Any]
    let run: ([Any], any StoreSession) throws -> Void
  }

  private var parts: [Part] = []

  /// Puts something off; see `StoreSession.atEnd`.
  func add<Request>(
    _ name: String, _ request: Request,
    _ body: @escaping ([Request], any StoreSession) throws -> Void
  ) {
    if let place = parts.firstIndex(where: { $0.name == name }) {
      parts[place].requests.append(request)
    } else {
      parts.append(
        Part(name: name, requests: [request]) { requests, session in
          try body(requests.compactMap { $0 as? Request }, session)
        })
    }
  }

  /// How much was put off so far.
  var mark: [Int] { parts.map(\.requests.count) }

  /// Forgets what was put off since.
  func forget(since mark: [Int]) {
    parts.removeLast(parts.count - mark.count)
    for (place, count) in mark.enumerated() {
      parts[place].requests.removeLast(parts[place].requests.count - count)
    }
  }

  /// Does all of it, and what is put off by doing it.
  func run(in session: any StoreSession) throws {
    while !parts.isEmpty {
      let part = parts.removeFirst()
      try part.run(part.requests, session)
    }
  }
}
