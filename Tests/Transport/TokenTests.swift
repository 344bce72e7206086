import TestSupport
import Foundation
import Provisioning
import Testing
import Transport

@Suite("Where a token is kept") struct TokenTests {
  let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// What the source gives, seen by what the redactor removes; or the error's message.
  private func outcome(
    _ source: TokenSource, _ environment: [String: String] = [:], commandTimeout: Double = 10
  ) async -> String {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    let resolver = TokenResolver(
      environment: environment.merging(["PATH": path]) { own, _ in own },
      commandTimeout: commandTimeout)
    do throws(TokenError) {
      let token = try await resolver.resolve(source)
      let known = ["tok-123456789", "from-home-12345"]
      return known.first { Redactor(token).clean($0) == Redactor.mark } ?? "another token"
    } catch {
      return error.message
    }
  }

  @Test func anEnvironmentVariable() async {
    let source = TokenSource.environment("APP_TOKEN")
    #expect(await outcome(source, ["APP_TOKEN": "tok-123456789\n"]) == "tok-123456789")
    #expect(
      await outcome(source)
        == "the environment variable APP_TOKEN is not set; export it with the token")
    #expect(
      await outcome(source, ["APP_TOKEN": " "])
        == "the environment variable APP_TOKEN contains no token; its first line is empty")
  }

  @Test(arguments: [
    "tok-123456789", "tok-123456789\n", "  tok-123456789 \r\nuser: ann\n", "tok-123456789\n\n\n",
  ])
  func theFirstLineOfAFile(_ text: String) async throws {
    let file = try folder.write("token", text)
    #expect(await outcome(.file(file)) == "tok-123456789")
  }

  @Test func aFileInTheHome() async throws {
    _ = try folder.write("token", "from-home-12345")
    #expect(await outcome(.file("~/token"), ["HOME": folder.path]) == "from-home-12345")
  }

  @Test(arguments: [0o604, 0o640, 0o602, 0o620, 0o644, 0o666, 0o601])
  func aFileOpenToOthersIsRefused(_ mode: Int) async throws {
    let file = try folder.write("token", "tok-123456789", mode: mode)
    #expect(
      await outcome(.file(file))
        == "the token file \(file) is open to others (mode 0\(String(mode, radix: 8))); "
        + "run chmod 600 \(file)")
  }

  @Test(arguments: [0o600, 0o400, 0o700])
  func aFileOfTheOwnerAloneIsTaken(_ mode: Int) async throws {
    let file = try folder.write("token", "tok-123456789", mode: mode)
    #expect(await outcome(.file(file)) == "tok-123456789")
  }

  @Test func aLinkIsRefused() async throws {
    let file = try folder.write("token", "tok-123456789")
    let link = folder.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: file)
    #expect(
      await outcome(.file(link))
        == "the token file \(link) is a symbolic link; name the file itself")
  }

  @Test func whatIsNoFileIsRefused() async throws {
    let pipe = folder.path + "/pipe"
    #expect(mkfifo(pipe, 0o600) == 0)
    for path in [folder.path, pipe] {
      #expect(await outcome(.file(path)) == "the token file \(path) is not a regular file")
    }
    let missing = folder.path + "/missing"
    #expect(
      await outcome(.file(missing))
        == "the token file \(missing) cannot be read: No such file or directory")
  }

  @Test(.enabled(if: geteuid() == 0, "only root can give a file away"))
  func aFileOfSomeoneElseIsRefused() async throws {
    let file = try folder.write("token", "tok-123456789")
    #expect(chown(file, 65_534, 65_534) == 0)
    #expect(
      await outcome(.file(file))
        == "the token file \(file) belongs to user 65534, neither to you nor to root; chown it")
  }

  @Test(arguments: [
    ("Bearer tok-123456789", "leave out the word Bearer"), ("tok 123456789", "a token has none"),
    ("tok\u{7}123456789", "control character"), ("tök-123456789", "a letter outside ASCII"),
    ("\u{FEFF}tok-123456789", "a letter outside ASCII"),
    (String(repeating: "x", count: 20_000), "which is not a token"), ("", "contains no token"),
    ("\ntok-123456789", "contains no token"),
  ])
  func whatIsNoTokenIsRefused(_ text: String, _ message: String) async throws {
    let file = try folder.write("token", text)
    let outcome = await outcome(.file(file))
    #expect(outcome.contains(message))
    #expect(!outcome.contains("123456789"))
  }

  @Test func aCommandIsRunWithoutAShell() async {
    #expect(await outcome(.command(["echo", "tok-123456789"])) == "tok-123456789")
    #expect(await outcome(.command(["printenv", "T"]), ["T": "tok-123456789"]) == "tok-123456789")
    #expect(await outcome(.command(["printf", "%s", "tok-123456789\nmore"])) == "tok-123456789")
    #expect(
      await outcome(.command(["echo", "$HOME; ls"]))
        == "the token command echo contains a space, a control character or a letter outside ASCII; "
        + "a token has none")
  }

  @Test func aCommandThatFailsSaysWhy() async {
    #expect(
      await outcome(.command(["sh", "-c", "echo locked >&2; echo more >&2; exit 3"]))
        == "the token command sh failed with status 3: locked")
    #expect(
      await outcome(.command(["sh", "-c", "printf '\\033[31mred\\n' >&2; exit 1"]))
        == "the token command sh failed with status 1: [31mred")
    #expect(
      await outcome(.command(["sh", "-c", "kill -9 $$"]))
        == "the token command sh was ended by signal 9")
    #expect(
      await outcome(.command(["usher-no-such-command"]))
        == "the token command usher-no-such-command cannot be started: No such file or directory")
    #expect(
      await outcome(.command(["true"]))
        == "the token command true contains no token; its first line is empty")
    #expect(
      await outcome(.command([]))
        == "the token command (none) cannot be started: the list is empty")
  }

  @Test func whatAFailingCommandPrintedIsNotShown() async {
    let script = "echo tok-123456789; echo no use for tok-123456789 >&2; exit 1"
    #expect(
      await outcome(.command(["sh", "-c", script]))
        == "the token command sh failed with status 1: no use for <hidden>")
  }

  @Test(arguments: ["sleep 900", "sleep 900 & wait", "while :; do echo x; done", "cat /dev/zero"])
  func aCommandMustEndInTime(_ script: String) async {
    let start = ContinuousClock.now
    #expect(
      await outcome(.command(["sh", "-c", script]), commandTimeout: 0.3)
        == "the token command sh did not end within 0.3 s; does it wait for input?")
    #expect(start.duration(to: .now) < .seconds(300))
  }

  @Test func aGrandchildDoesNotHoldUpACommand() async {
    let script = "sleep 200 & echo tok-123456789"
    let start = ContinuousClock.now
    #expect(await outcome(.command(["sh", "-c", script])) == "tok-123456789")
    #expect(start.duration(to: .now) < .seconds(180))
  }

  @Test func aCommandInheritsNoSocket() async throws {
    let server = try await LoopbackServer.start { _ in .silence }
    #expect(server.port > 0)
    #expect(
      await outcome(.command(["find", "/proc/self/fd", "-lname", "socket:*"]))
        == "the token command find contains no token; its first line is empty")
  }

  @Test(arguments: [SIGTERM, SIGINT, SIGPIPE, SIGHUP])
  func aCommandMeetsSignalsAsInAShell(_ signal: Int32) async {
    let script = "kill -\(signal) $$; echo tok-123456789"
    #expect(
      await outcome(.command(["sh", "-c", script]))
        == "the token command sh was ended by signal \(signal)")
  }

  @Test func aCommandHasNoInput() async {
    #expect(
      await outcome(.command(["cat"]))
        == "the token command cat contains no token; its first line is empty")
  }

  @Test func aCredentialOfTheService() async throws {
    let environment = ["CREDENTIALS_DIRECTORY": folder.path]
    _ = try folder.write("app", "tok-123456789", mode: 0o440)
    #expect(await outcome(.credential("app"), environment) == "tok-123456789")
    #expect(
      await outcome(.credential("app"))
        == "CREDENTIALS_DIRECTORY is not set, so the credential app cannot be found; "
        + "run usher as a systemd service with LoadCredential")
    for name in ["", "..", ".", "../app", "a/b"] {
      #expect(
        await outcome(.credential(name), environment).contains("not the name of a credential"))
    }
    _ = try folder.write("open", "tok-123456789", mode: 0o444)
    #expect(await outcome(.credential("open"), environment).contains("open to others"))
  }

  @Test func aTokenNeverShowsItself() throws {
    let token = try Token("tok-123456789")
    #expect("\(token)" == "<hidden>")
    #expect(String(reflecting: token) == "<hidden>")
    #expect("\([token])" == "[<hidden>]")
    #expect("\(Optional(token) as Any)" == "Optional(<hidden>)")
    var text = ""
    dump(token, to: &text)
    dump((token, [token]), to: &text)
    #expect(!text.contains("123456789"))
  }
}
