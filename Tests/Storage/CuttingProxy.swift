import Foundation
import TestSupport

/// Stands between a store and its server, and cuts the connection at a COMMIT where it is told to.
final class CuttingProxy: Sendable {
  /// When it cuts.
  enum Moment: String {
    /// The server never hears of the COMMIT.
    case before
    /// The server has committed, and nobody hears of that.
    case after
  }

  private let files: TemporaryFolder
  private let child: pid_t

  /// Starts it before a server.
  init(before server: PostgreSQLServer) throws {
    files = try TemporaryFolder()
    let script = try files.write("proxy.py", Self.script)
    let output = try files.write("output", "")
    child = try ChildStart(
      ["python3", script, "\(server.socket)/.s.PGSQL.\(server.port)", files.path],
      environment: ProcessInfo.processInfo.environment
    ).start(.nothing, .appending(to: output), .appending(to: output))
    for _ in 0..<600 where try String(contentsOfFile: output, encoding: .utf8).isEmpty {
      usleep(20_000)
    }
  }

  deinit {
    kill(child, SIGKILL)
    var status: Int32 = 0
    waitpid(child, &status, 0)
  }

  /// The URL of a database behind it.
  func url(_ database: String) -> String {
    "postgresql://postgres@/\(database)?host=\(files.path)&port=1"
  }

  /// Cuts at the next COMMIT of a transaction that wrote.
  func cut(_ moment: Moment) throws { try files.write("cut", moment.rawValue) }

  /// Whether it did.
  var hasCut: Bool { !FileManager.default.fileExists(atPath: files.path + "/cut") }

  private static let script = """
    import os, socket, sys, threading
    target, folder = sys.argv[1], sys.argv[2]
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(folder + "/.s.PGSQL.1")
    listener.listen(64)
    print("ready", flush=True)

    def end(*sockets):
        for one in sockets:
            try: one.shutdown(socket.SHUT_RDWR)
            except OSError: pass

    def upwards(client, server, muted):
        while data := client.recv(65536):
            if b"usher_changed; COMMIT" in data and os.path.exists(folder + "/cut"):
                moment = open(folder + "/cut").read()
                os.unlink(folder + "/cut")
                if moment == "after":
                    muted.set()
                    server.sendall(data)
                    # Until it answered.
                    muted.answered.wait(10)
                return end(client, server)
            server.sendall(data)
        end(server)

    def downwards(client, server, muted):
        while data := server.recv(65536):
            if muted.is_set():
                muted.answered.set()
                continue
            client.sendall(data)
        end(client)

    while True:
        client, _ = listener.accept()
        server = socket.socket(socket.AF_UNIX)
        try: server.connect(target)
        except OSError:
            client.close()
            continue
        muted = threading.Event()
        muted.answered = threading.Event()
        for way in (upwards, downwards):
            threading.Thread(target=way, args=(client, server, muted), daemon=True).start()
    """
}
