import Foundation
import TestSupport
import Testing

/// A PostgreSQL server, and a standby that has whatever the first one said was kept, each on a host of
/// its own. They go with their owner.
actor ServerPair {
  private struct Member {
    let host: Network.Host
    let folder: String
    var process: BackgroundProcess?
  }

  private let files: TemporaryFolder
  private var members: [Member]
  /// The store's URL; who is asked must show a certificate of the authority.
  let url: String

  /// Where the server's programs are; `nil` where none is installed.
  private static let programs: String? = {
    let root = "/usr/lib/postgresql"
    let versions = (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
    return versions.compactMap { Int($0) }.max().map { "\(root)/\($0)/bin/" }
  }()
  /// The servers refuse to be root's.
  private static let owner = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]

  init(_ first: Network.Host, _ second: Network.Host, _ authority: Authority) async throws {
    files = try TemporaryFolder()
    members = [first, second].map { Member(host: $0, folder: "") }
    let hosts = [first, second].map(\.address).joined(separator: ",")
    url = "postgresql://usher@\(hosts)/usher?sslrootcert=\(authority.file)"
    let place = files.path
    members = ["first", "second"].enumerated().map {
      Member(host: members[$0.offset].host, folder: place + "/" + $0.element)
    }
    let user = try #require(getpwnam("postgres"))
    let (uid, gid) = (user.pointee.pw_uid, user.pointee.pw_gid)
    let certificate = try String(
      contentsOfFile: await authority.certificate(for: [first.address, second.address]),
      encoding: .utf8)
    try files.write("server.pem", certificate)
    for path in [place, place + "/server.pem"] { try #require(chown(path, uid, gid) == 0) }
    try await prepare()
  }

  private func prepare() async throws {
    let (first, second) = (members[0], members[1])
    try await run(
      "initdb", "-D", first.folder, "-U", "postgres", "--auth-local=trust",
      "--auth-host=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", on: first.host)
    try append(
      """
      listen_addresses = '*'
      ssl = on
      ssl_cert_file = '\(files.path)/server.pem'
      ssl_key_file = '\(files.path)/server.pem'
      log_min_messages = warning

      """, to: first.folder + "/postgresql.conf")
    try append(
      """
      hostssl usher usher 10.77.0.0/24 scram-sha-256
      host replication postgres 10.77.0.0/24 trust

      """, to: first.folder + "/pg_hba.conf")
    try await start(0)
    try await ask(0, "CREATE ROLE usher LOGIN PASSWORD '\(Database.password)'")
    try await ask(0, "CREATE DATABASE usher OWNER usher")
    try await run(
      "pg_basebackup", "-h", first.host.address, "-U", "postgres", "-D", second.folder, "-R",
      "-X", "stream", "-c", "fast", on: second.host)
    try await start(1)
    try await ask(0, "ALTER SYSTEM SET synchronous_standby_names = '*'")
    try await ask(0, "SELECT pg_reload_conf()")
  }

  /// Ends the first server as an administrator does, and starts it again.
  func restart() async throws {
    await members[0].process?.stop()
    try await start(0)
  }

  /// The first server crashes and stays away.
  func crash() async { await members[0].process?.stop(signal: SIGQUIT) }

  /// The standby takes over.
  func takeOver() async throws { try await ask(1, "SELECT pg_promote()") }

  func stop() async {
    for member in members.reversed() { await member.process?.stop(signal: SIGQUIT) }
  }

  /// Asks the store something, as the server's superuser.
  @discardableResult
  func ask(_ number: Int, _ sql: String, in database: String = "postgres") async throws -> String {
    let ending = try await question(number, sql, in: database).run(timeout: 60)
    try #require(ending.status == 0, Comment(rawValue: ending.report))
    return ending.output.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// What asks a server, as its superuser.
  func question(_ number: Int, _ sql: String, in database: String) -> Command {
    let words = ["-X", "-A", "-t", "-q", "-h", members[number].folder + ".socket"]
    return command(
      ["psql"] + words + ["-U", "postgres", "-d", database, "-c", sql], on: members[number].host)
  }

  private func start(_ number: Int) async throws {
    let member = members[number]
    let socket = member.folder + ".socket"
    try await run("/bin/mkdir", "-p", socket, on: member.host)
    // It ends with this process, however that ends.
    let keeping = """
      parent=$1; shift; "$@" & child=$!
      trap 'kill -INT "$child"' TERM; trap 'kill -QUIT "$child"' QUIT
      (while [ -d "/proc/$parent" ] && kill -0 "$child"; do sleep 1; done; kill -QUIT "$child") 2> /dev/null &
      while kill -0 "$child" 2> /dev/null; do wait "$child"; done
      """
    members[number].process = try BackgroundProcess(
      command(
        [
          "/bin/sh", "-c", keeping, "sh", String(getpid()), program("postgres"), "-D",
          member.folder, "-k", socket,
        ], on: member.host))
    let question = question(number, "SELECT 1", in: "postgres")
    for _ in 0..<300 {
      if try await question.run(timeout: 60).status == 0 { return }
      try await Task.sleep(for: .milliseconds(100))
    }
    throw Command.Timeout(
      description: "the server did not start: \(members[number].process?.errors ?? "")")
  }

  private func program(_ name: String) -> String {
    name.hasPrefix("/") ? name : (Self.programs ?? "") + name
  }

  @discardableResult
  private func run(_ words: String..., on host: Network.Host) async throws -> String {
    let ending = try await command(words, on: host).run(timeout: 60)
    try #require(ending.status == 0, Comment(rawValue: ending.report))
    return ending.output
  }

  /// A program as the server's owner runs it.
  private func command(_ words: [String], on host: Network.Host) -> Command {
    Command(
      host.entering + Self.owner + [program(words[0])] + words.dropFirst(),
      environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"], folder: "/")
  }

  private func append(_ text: String, to file: String) throws {
    let old = try String(contentsOfFile: file, encoding: .utf8)
    // As root, so that its owner stays.
    let handle = try #require(FileHandle(forWritingAtPath: file))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data((old.hasSuffix("\n") ? text : "\n" + text).utf8))
    try handle.close()
  }
}
