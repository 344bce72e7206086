import Foundation
import TestSupport
import Testing
import Text

extension EndToEnd {
  /// People hear of what waits for them, from a worker and by a real receiver.
  @Suite struct NotifyTests {
    /// A receiver that refuses the first notice, and keeps each with what its signature should be.
    private static let receiver = """
      import base64, hashlib, hmac, http.server, json, sys
      folder = sys.argv[1]
      count = 0

      class Handler(http.server.BaseHTTPRequestHandler):
          def log_message(self, *rest): pass

          def do_POST(self):
              global count
              count += 1
              body = self.rfile.read(int(self.headers["Content-Length"]))
              signed = f'{self.headers["webhook-id"]}.{self.headers["webhook-timestamp"]}.'.encode() + body
              code = base64.b64encode(hmac.new(b"hook-s3cret", signed, hashlib.sha256).digest()).decode()
              entry = {"path": self.path, "signed": self.headers["webhook-signature"] == "v1," + code,
                       "type": self.headers["Content-Type"], "body": json.loads(body)}
              self.send_response(503 if count == 1 else 204)
              self.end_headers()
              if count > 1:
                  with open(folder + "/notices", "a") as file:
                      file.write(json.dumps(entry) + "\\n")

      server = http.server.HTTPServer(("127.0.0.1", 0), Handler)
      print(server.server_port, flush=True)
      server.serve_forever()
      """

    private func lines(_ path: String) -> [JSONValue] {
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      return text.split(separator: "\n").compactMap { try? JSONValue(parsing: String($0)) }
    }

    @Test func aCommandAndAnAddressHearOfWhatWaits() async throws {
      try await onStage(Stage.App(approve: "[create]")) { stage in
        var usher = stage.usher
        usher.environment["HOOK_SECRET"] = "hook-s3cret"
        let folder = usher.folder.path
        let script = try usher.folder.write("receiver.py", Self.receiver)
        let receiver = try BackgroundProcess(
          Command(["python3", script, folder], environment: usher.environment, folder: folder))
        try #require(await receiver.holds(within: 20) { $0.output.hasSuffix("\n") })
        let port = receiver.output.trimmingCharacters(in: .newlines)
        let tell = try usher.folder.write(
          "tell", "#!/bin/sh\ncat >> \(folder)/told\nenv > \(folder)/told.env\n", mode: 0o700)
        let text = """
          notify:
            every: 1s
            command: [\(tell)]
            webhook: { url: "http://127.0.0.1:\(port)/hook?to=idm", secret: { env: HOOK_SECRET } }
          apps:

          """ + Stage.App(approve: "[create]").entry(url: stage.recorder.url)
        let file = try usher.folder.write("notify.yaml", text)
        let applied = try await usher.succeed("apply", "-f", file)
        #expect(applied.output.contains("notify: nobody → command, webhook"))
        #expect(try await usher.succeed("export").output.contains("secret: { env: HOOK_SECRET }"))
        try await stage.importPeople(staff(3))
        let worker = try BackgroundProcess(usher.command(["run"]))
        let isHeard = await worker.holds(within: 60) { _ in
          !lines(folder + "/told").isEmpty && !lines(folder + "/notices").isEmpty
        }
        await worker.stop()
        await receiver.stop()
        #expect(isHeard, Comment(rawValue: worker.errors))
        let notice = try #require(lines(folder + "/notices").first)
        #expect(notice["signed"] == true && notice["path"] == "/hook?to=idm")
        #expect(notice["type"] == "application/json")
        let heard = try [#require(lines(folder + "/told").first), #require(notice["body"])]
        for notice in heard {
          let item = try #require(notice["items"]?.array?.first)
          #expect(item["code"] == "pending" && item["count"]?.integer == 3)
          #expect(
            item["subject"] == "app" && item["command"]?.string?.hasPrefix("usher tasks") == true)
          #expect(!notice.text.contains("user001"))
        }
        // What is nobody's business stays here.
        let told = try String(contentsOfFile: folder + "/told.env", encoding: .utf8)
        #expect(!told.contains("APP_TOKEN") && !told.contains("HOOK_SECRET"))
      }
    }
  }
}
