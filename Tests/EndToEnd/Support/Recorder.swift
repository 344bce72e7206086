import TestSupport
import Text
import Foundation
import SCIM
import Testing

/// A proxy in front of a server: it writes down each request, and answers some itself where the
/// test says so.
struct Recorder: Sendable {
  /// A request that went by.
  struct Entry: Sendable {
    var method: String
    /// The path below the base URL, with its query.
    var path: String
    var body: JSONValue?
    /// The status of the answer; 0 where none came.
    var status: Int
  }

  /// An answer that comes from here instead of the server.
  struct Rule: Sendable {
    /// A regular expression for the method and the path, as in `POST /Users`.
    var request: String
    var status: Int
    /// The body; `$AUTHORIZATION` stands for the header of that name.
    var body: JSONValue = [:]
    /// The same as it is, which may be no JSON.
    var text: String?
  }

  private let files: TemporaryFolder
  private let process: BackgroundProcess
  /// Where requests go to.
  let url: String

  /// Starts a recorder in front of a server.
  ///
  /// - Parameters:
  ///   - address: where others reach it, on the server's own host.
  ///   - secret: a file with a certificate for that address and its key; `nil` for plain HTTP.
  init(before server: Server, at address: String = "127.0.0.1", _ secret: String? = nil)
    async throws
  {
    files = try TemporaryFolder()
    let script = try files.write("recorder.py", Self.script)
    try files.write("rules", "[]")
    try files.write("log", "")
    process = try BackgroundProcess(
      Command(
        server.entering + ["python3", script, server.url, files.path, address]
          + (secret.map { [$0] } ?? []),
        environment: ProcessInfo.processInfo.environment, folder: files.path))
    let isReady = await process.holds(within: 30) { $0.output.contains("\n") || !$0.isRunning }
    try #require(isReady && process.isRunning, Comment(rawValue: process.errors))
    url = lines(of: process.output)[0]
  }

  /// Answers requests that match; the first rule that fits counts. None gives all to the server.
  func answer(_ rules: Rule...) throws {
    let list = rules.map { rule -> JSONValue in
      [
        "request": .string(rule.request), "status": .integer(Int64(rule.status)),
        "body": .string(rule.text ?? rule.body.text),
      ]
    }
    // A file that is moved into place is never read half written.
    let draft = try files.write("rules.new", JSONValue.array(list).text)
    try #require(rename(draft, files.path + "/rules") == 0)
  }

  /// What went by until now.
  var entries: [Entry] {
    get throws {
      let text = try String(contentsOfFile: files.path + "/log", encoding: .utf8)
      return try lines(of: text).map { line in
        let json = try JSONValue(parsing: line)
        let body = json["body"]?.string ?? ""
        return Entry(
          method: json["method"]?.string ?? "", path: json["path"]?.string ?? "",
          body: body.isEmpty ? nil : try JSONValue(parsing: body),
          status: json["status"]?.integer ?? 0)
      }
    }
  }

  /// The requests that change something.
  var writes: [Entry] {
    get throws { try entries.filter { $0.method != "GET" } }
  }

  /// How many of them there are, without a look at each: it is asked again and again.
  var writeCount: Int {
    get throws {
      let text = try String(contentsOfFile: files.path + "/log", encoding: .utf8)
      return lines(of: text).count { !$0.hasPrefix(#"{"method": "GET""#) }
    }
  }

  func stop() async { await process.stop() }

  private static let script = """
    import http.client, http.server, json, re, ssl, sys, threading, urllib.parse
    target, folder = urllib.parse.urlsplit(sys.argv[1]), sys.argv[2]
    lock, log = threading.Lock(), open(folder + "/log", "a")

    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def log_message(self, *rest): pass

        def handle_any(self):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            path = self.path[len(target.path):] if self.path.startswith(target.path) else self.path
            try:
                status, headers, answer = self.own(path) or self.forwarded(body)
            except (OSError, http.client.HTTPException):
                status, headers, answer = 0, [], b""
            entry = {"method": self.command, "path": path, "body": body.decode(), "status": status}
            with lock:
                log.write(json.dumps(entry) + "\\n"); log.flush()
            if status == 0:
                self.close_connection = True
                return
            self.send_response_only(status)
            for name, value in headers:
                if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                    self.send_header(name, value)
            if status != 204:
                self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            if status != 204:
                self.wfile.write(answer)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = handle_any

        def own(self, path):
            with open(folder + "/rules") as rules:
                for rule in json.load(rules):
                    if re.search(rule["request"], self.command + " " + path):
                        text = rule["body"].replace(
                            "$AUTHORIZATION", self.headers.get("Authorization") or "")
                        kind = [("Content-Type", "application/scim+json")]
                        return rule["status"], kind, text.encode()

        def forwarded(self, body):
            server = http.client.HTTPConnection(target.hostname, target.port, timeout=60)
            headers = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
            server.request(self.command, self.path, body or None, headers)
            answer = server.getresponse()
            content = answer.read()
            server.close()
            return answer.status, answer.getheaders(), content

    class Recorder(http.server.ThreadingHTTPServer):
        daemon_threads, request_queue_size = True, 128

    class Secret(Recorder):
        def finish_request(self, request, address):
            super().finish_request(context.wrap_socket(request, server_side=True), address)

        def handle_error(self, request, address): pass

    address, scheme, kind = sys.argv[3], "http", Recorder
    if len(sys.argv) > 4:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(sys.argv[4])
        scheme, kind = "https", Secret
    listener = kind((address, 0), Handler)
    print("%s://%s:%d%s" % (scheme, address, listener.server_port, target.path), flush=True)
    listener.serve_forever()
    """
}
