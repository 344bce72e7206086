import Foundation
import TestSupport
import Testing

/// A relay before a server that ends some connections, or holds them, in the middle of an answer.
struct Relay {
  let process: BackgroundProcess
  let url: String
  private let files: TemporaryFolder

  init(before url: String) async throws {
    files = try TemporaryFolder()
    let script = try files.write("relay.py", Self.script)
    try files.write("order", "0 0 cut 0")
    let place = url.replacing("ldaps://", with: "")
    process = try BackgroundProcess(
      Command(
        ["python3", script, place, files.path],
        environment: ProcessInfo.processInfo.environment, folder: files.path))
    let isReady = await process.holds(within: 30) { $0.output.contains("\n") || !$0.isRunning }
    try #require(isReady && process.isRunning, Comment(rawValue: process.errors))
    self.url = "ldaps://" + lines(of: process.output)[0]
  }

  /// Ends the next so many connections once they gave so many bytes.
  func cut(_ times: Int, after bytes: Int) throws { try order("\(times) \(bytes) cut") }

  /// How many it has ended.
  var cuts: Int { lines(of: process.output).count { $0.hasPrefix("cut ") } }

  /// Passes nothing on of the next connection once it gave so many bytes, until it is let go on.
  func hold(after bytes: Int) throws { try order("1 \(bytes) hold") }

  /// Waits until a connection is held.
  func waitForHold() async throws {
    let before = try orders
    let isHeld = await process.holds(within: 120) {
      lines(of: $0.output).contains("hold \(before)")
    }
    try #require(isHeld, Comment(rawValue: process.errors))
  }

  /// Lets everything pass from now on.
  func letGo() throws { try order("0 0 cut") }

  /// How many orders were given.
  private var orders: Int {
    get throws {
      let text = try String(contentsOfFile: files.path + "/order", encoding: .utf8)
      return try #require(text.split(separator: " ").last.flatMap { Int($0) })
    }
  }

  private func order(_ words: String) throws {
    let draft = try files.write("order.new", "\(words) \(try orders + 1)")
    try #require(rename(draft, files.path + "/order") == 0)
  }

  private static let script = """
    import socket, sys, threading, time
    host, port = sys.argv[1].rsplit(":", 1)
    order, lock, left = sys.argv[2] + "/order", threading.Lock(), {}

    def limit():
        text = open(order).read()
        with lock:
            times, size, what, number = text.split()
            left.setdefault(text, int(times))
            if left[text] <= 0: return None
            left[text] -= 1
            return int(size), what, number, text

    def pump(source, target, limit):
        given = 0
        try:
            while part := source.recv(1 << 14):
                target.sendall(part)
                given += len(part)
                if limit is None or given <= limit[0]: continue
                print(limit[1], limit[2], flush=True)
                if limit[1] == "cut": break
                while open(order).read() == limit[3]: time.sleep(0.02)
                limit = None
        except OSError: pass
        for end in (source, target):
            try: end.shutdown(socket.SHUT_RDWR)
            except OSError: pass

    def serve(client):
        try: server = socket.create_connection((host, int(port)))
        except OSError: return client.close()
        threading.Thread(target=pump, args=(client, server, None), daemon=True).start()
        pump(server, client, limit())

    listener = socket.create_server((host, 0))
    print("%s:%d" % (host, listener.getsockname()[1]), flush=True)
    while True:
        client, _ = listener.accept()
        threading.Thread(target=serve, args=(client,), daemon=True).start()
    """
}
