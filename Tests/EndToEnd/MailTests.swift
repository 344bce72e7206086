import Foundation
import TestSupport
import Testing
import Text

extension EndToEnd {
  /// Notices that go out as mail, by a real mail server and by a program that stands for sendmail.
  @Suite struct MailTests {
    /// A mail server (aiosmtpd) that wants encryption and a password, refuses the first recipient once
    /// as servers do with whom they do not know, and keeps what Python makes of each message.
    private static let server = """
      import asyncio, email, email.policy, json, ssl, sys
      from aiosmtpd.smtp import SMTP, AuthResult
      folder, certificate, key, mode = sys.argv[1:]
      context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
      context.load_cert_chain(certificate, key)
      tries = 0

      class Handler:
          async def handle_RCPT(self, server, session, envelope, address, options):
              global tries
              tries += 1
              if tries == 1:
                  return "451 4.7.1 come again"
              envelope.rcpt_tos.append(address)
              return "250 OK"

          async def handle_DATA(self, server, session, envelope):
              message = email.message_from_bytes(envelope.content, policy=email.policy.default)
              entry = {"from": envelope.mail_from, "to": envelope.rcpt_tos,
                       "subject": message["Subject"], "id": message["Message-ID"],
                       "date": message["Date"].datetime.isoformat(), "text": message.get_content(),
                       "encrypted": session.peer is not None and server.transport.get_extra_info("cipher") is not None}
              with open(folder + "/mail", "a") as file:
                  file.write(json.dumps(entry) + "\\n")
              return "250 OK"

      def authenticate(server, session, envelope, mechanism, data):
          return AuthResult(success=data.login == b"usher" and data.password == b"m4il s3cret of usher")

      def protocol():
          starttls = mode == "smtp"
          return SMTP(Handler(), hostname="localhost", tls_context=context if starttls else None,
                      require_starttls=starttls, auth_required=True, auth_require_tls=starttls,
                      authenticator=authenticate)

      async def main():
          loop = asyncio.get_running_loop()
          server = await loop.create_server(
              protocol, "127.0.0.1", 0, ssl=context if mode == "smtps" else None)
          print(server.sockets[0].getsockname()[1], flush=True)
          await server.serve_forever()

      asyncio.run(main())
      """

    private static let secret = "m4il s3cret of usher"
    private static let python = "/usr/bin/python3"
    private static let isThere = FileManager.default.fileExists(
      atPath: "/usr/lib/python3/dist-packages/aiosmtpd")

    private func lines(_ path: String) -> [JSONValue] {
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      return text.split(separator: "\n").compactMap { try? JSONValue(parsing: String($0)) }
    }

    @Test(
      .enabled(if: isThere, "Debian's python3-aiosmtpd is not installed"),
      arguments: ["smtp", "smtps"])
    func aMailServerTakesTheNotice(_ scheme: String) async throws {
      try await onStage(Stage.App(name: "büro", approve: "[create]")) { stage in
        var usher = stage.usher
        let folder = usher.folder.path
        let script = try usher.folder.write("server.py", Self.server)
        let (certificate, key) = (folder + "/mail.pem", folder + "/mail.key")
        let made = try await Command(
          [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
            "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj", "/CN=localhost",
            "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate,
          ], environment: [:], folder: folder
        ).run(timeout: 60)
        try #require(made.status == 0, Comment(rawValue: made.report))
        let server = try BackgroundProcess(
          Command(
            [Self.python, script, folder, certificate, key, scheme], environment: [:],
            folder: folder))
        try #require(
          await server.holds(within: 60) { $0.output.hasSuffix("\n") },
          Comment(rawValue: server.errors))
        let port = server.output.trimmingCharacters(in: .newlines)
        try FileManager.default.createDirectory(
          atPath: folder + "/credentials", withIntermediateDirectories: false)
        _ = try usher.folder.write("credentials/mail", Self.secret + "\n", mode: 0o400)
        usher.environment["CREDENTIALS_DIRECTORY"] = folder + "/credentials"
        let text = """
          notify:
            every: 1s
            mail:
              from: usher@example.com
              to: [idm@example.com, ops@example.com]
              server: \(scheme)://localhost:\(port)
              user: usher
              password: { credential: mail }
              ca_file: \(certificate)
          apps:

          """ + Stage.App(name: "büro", approve: "[create]").entry(url: stage.recorder.url)
        try await usher.succeed("apply", "-f", usher.folder.write("mail.yaml", text))
        let exported = try await usher.succeed("export").output
        #expect(exported.contains("server: \(scheme)://localhost:\(port)"))
        try await stage.importPeople(staff(3))
        let worker = try BackgroundProcess(usher.command(["run", "--log-level", "debug"]))
        let isTaken = await worker.holds(within: 90) { _ in !lines(folder + "/mail").isEmpty }
        await worker.stop()
        await server.stop()
        #expect(isTaken, Comment(rawValue: worker.errors + server.errors))
        let mail = try #require(lines(folder + "/mail").first)
        #expect(mail["from"] == "usher@example.com" && mail["encrypted"] == true)
        #expect(mail["subject"]?.string?.hasPrefix("usher: büro: 3 create") == true, "\(mail.text)")
        #expect(mail["text"]?.string?.contains("usher tasks list --app") == true)
        #expect(mail["id"]?.string?.hasSuffix("@example.com>") == true)
        #expect(mail["date"]?.string?.hasSuffix("+00:00") == true)
        for text in [mail.text, worker.errors, worker.output, exported] {
          #expect(!text.contains(Self.secret) && !text.contains("user001"))
        }
      }
    }

    @Test func withoutAServerThisHostsSendmailTakesTheNotice() async throws {
      try await onStage(Stage.App(approve: "[create]")) { stage in
        var usher = stage.usher
        let folder = usher.folder.path
        try FileManager.default.createDirectory(
          atPath: folder + "/bin", withIntermediateDirectories: false)
        _ = try usher.folder.write(
          "bin/sendmail",
          "#!/bin/sh\necho \"$@\" > \(folder)/words\nenv > \(folder)/env\ncat > \(folder)/new && mv \(folder)/new \(folder)/mail\n",
          mode: 0o700)
        usher.environment["PATH"] =
          folder + "/bin:" + (usher.environment["PATH"] ?? "/usr/bin:/bin")
        let text = """
          notify:
            mail: { from: usher@example.com, to: [idm@example.com, ops@example.com] }
          apps:

          """ + Stage.App(approve: "[create]").entry(url: stage.recorder.url)
        try await usher.succeed("apply", "-f", usher.folder.write("mail.yaml", text))
        try await stage.importPeople(staff(3))
        let worker = try BackgroundProcess(usher.command(["run"]))
        let isTaken = await worker.holds(within: 60) { _ in
          FileManager.default.fileExists(atPath: folder + "/mail")
        }
        await worker.stop()
        #expect(isTaken, Comment(rawValue: worker.errors))
        func content(_ name: String) throws -> String {
          try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
        }
        #expect(
          try content("words") == "-i -f usher@example.com -- idm@example.com ops@example.com\n")
        let mail = try content("mail")
        #expect(mail.hasPrefix("From: usher@example.com\n") && !mail.contains("\r"))
        #expect(mail.contains("\nSubject: usher: app: 3 create"))
        #expect(try !content("env").contains("APP_TOKEN"))
      }
    }
  }
}
