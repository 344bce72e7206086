import TestSupport
import Foundation
import Testing

/// A directory server that nobody here wrote, with people whose LDIF the test reads by itself.
struct DirectoryRig: Sendable {
  let process: BackgroundProcess
  let folder: TemporaryFolder
  /// What its line `READY` says by name, and the addresses.
  let ready: [String: String]
  let plain: String
  let secure: String

  static let base = "dc=example,dc=com"

  /// Whether slapd and its tools are installed, and the scripts that start it are there.
  static var hasSlapd: Bool {
    Rig.isHere
      && ["/usr/sbin/slapd", "/usr/bin/ldapmodify"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: $0)
      }
  }
  static let missingSlapd: Comment =
    "slapd and ldap-utils are not installed, or the scripts that start them are not at $USHER_RIGS"

  /// Whether Samba can be a domain controller here. Its ports are fixed, so that it is root's alone.
  static var hasSamba: Bool {
    let files = [
      "/usr/sbin/samba", "/usr/bin/samba-tool", "/usr/bin/ldbmodify", "/usr/bin/ldapmodify",
      "/usr/share/samba/setup/ad-schema",
    ]
    return Rig.isHere && geteuid() == 0
      && files.allSatisfy { FileManager.default.fileExists(atPath: $0) }
  }
  static let missingSamba: Comment =
    "Samba's domain controller needs root, its packages (samba-ad-dc, samba-ad-provision, samba-dsdb-modules, samba-vfs-modules, ldb-tools) and the scripts at $USHER_RIGS"

  /// Starts slapd with so many people.
  ///
  /// - Parameter asksForCertificates: whether it takes a client for whom its certificate names.
  static func slapd(_ count: Int, asksForCertificates: Bool = false) async throws -> DirectoryRig {
    let folder = try TemporaryFolder()
    try await write("openldap", count, base, folder)
    try age(folder.path + "/ldif/people.ldif")
    let script = try restartable("start-slapd.sh", folder) { text in
      asksForCertificates
        ? text.replacing("\nolcAuthzRegexp:", with: "\nolcTLSVerifyClient: try\nolcAuthzRegexp:")
        : text
    }
    return try await start(script, ["SLAPD_LDIF": folder.path + "/ldif"], folder: folder)
  }

  /// Lets everyone but the first have been changed last long ago, so that a change stands out.
  private static func age(_ file: String) throws {
    let people = "\nobjectClass: inetOrgPerson\n"
    let parts = try String(contentsOfFile: file, encoding: .utf8).components(separatedBy: people)
    let first = parts.prefix(2).joined(separator: people)
    let aged = ([first] + parts.dropFirst(2)).joined(
      separator: people + "modifyTimestamp: 20260101000000Z\n")
    try aged.write(toFile: file, atomically: true, encoding: .utf8)
  }

  /// Starts a domain controller with so many people.
  static func samba(_ count: Int) async throws -> DirectoryRig {
    let folder = try TemporaryFolder()
    try await write("ad", count, "DC=ad,DC=example,DC=com", folder)
    return try await start(
      try restartable("start-samba-ad.sh", folder), ["SAMBA_LDIF": folder.path + "/ldif"],
      folder: folder)
  }

  /// Runs a program to its end.
  func run(_ words: [String], _ environment: [String: String] = [:]) async throws {
    let ending = try await Command(
      words,
      environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
      folder: folder.path
    ).run(timeout: 60)
    try #require(ending.status == 0, Comment(rawValue: ending.report))
  }

  /// A certificate by the server's own authority, for a name such as `/DC=com/CN=reader`.
  ///
  /// - Parameter host: whose name it shows; `nil` for none.
  /// - Returns: the files of the certificate and its key.
  func certificate(
    for name: String, host: String? = nil
  ) async throws -> (certificate: String, key: String) {
    let (certificate, key) = (folder.path + "/client.pem", folder.path + "/client.key")
    let request = folder.path + "/client.csr"
    try await run(
      [
        "openssl", "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
        "-subj", name, "-keyout", key, "-out", request,
      ] + (host.map { ["-addext", "subjectAltName=DNS:\($0)"] } ?? []))
    let authority = ready["ca"] ?? ""
    // Samba has it in a folder of its own, two levels below the key.
    let keys = ["ca.pem", "dc/tls/ca.pem"].map { authority.replacing("/" + $0, with: "/ca.key") }
    let signer = try #require(keys.first { FileManager.default.fileExists(atPath: $0) })
    try await run([
      "openssl", "x509", "-req", "-copy_extensions", "copy", "-in", request, "-CA", authority,
      "-CAkey", signer,
      "-CAserial", folder.path + "/ca.srl", "-CAcreateserial", "-days", "2", "-out", certificate,
    ])
    return (certificate, key)
  }

  /// Writes the LDIF that a server is filled with.
  private static func write(
    _ kind: String, _ count: Int, _ base: String, _ folder: TemporaryFolder
  ) async throws {
    let made = try await Command(
      ["python3", Rig.folder + "/gen_ldif.py", kind, String(count), folder.path + "/ldif", base],
      environment: ProcessInfo.processInfo.environment, folder: folder.path
    ).run(timeout: 60)
    try #require(made.status == 0, Comment(rawValue: made.report))
  }

  private static func start(
    _ script: String, _ settings: [String: String], folder: TemporaryFolder
  ) async throws -> DirectoryRig {
    let process = try BackgroundProcess(
      Command(
        [script],
        environment: ProcessInfo.processInfo.environment.merging(settings) { $1 },
        folder: folder.path))
    _ = await process.holds(within: 240) { $0.output.contains("READY ") || !$0.isRunning }
    guard let line = lines(of: process.output).first(where: { $0.hasPrefix("READY ") }) else {
      await process.stop()
      throw Command.Timeout(description: "\(script) did not start: \(process.errors)")
    }
    var ready: [String: String] = [:]
    let words = line.split(separator: " ").map(String.init)
    for word in words {
      guard let equals = word.firstIndex(of: "=") else { continue }
      ready[String(word[..<equals])] = String(word[word.index(after: equals)...])
    }
    return DirectoryRig(
      process: process, folder: folder, ready: ready,
      plain: words.first { $0.hasPrefix("ldap://") } ?? "",
      secure: words.first { $0.hasPrefix("ldaps://") } ?? "")
  }

  /// Changes entries as an administrator does.
  func modify(
    _ ldif: String, as administrator: String = "cn=admin,\(base)",
    _ password: String = "admin-secret"
  ) async throws {
    let file = try folder.write("change.ldif", ldif)
    try await run(
      ["ldapmodify", "-x", "-ZZ", "-H", plain, "-D", administrator, "-w", password, "-f", file],
      ["LDAPTLS_CACERT": ready["ca"] ?? ""])
  }

  /// Who is in each group of the LDIF, by the group's name: the names of the entries in small letters,
  /// with those of groups that are members.
  func members() throws -> [String: Set<String>] {
    var members: [String: Set<String>] = [:]
    var names: [String: String] = [:]
    for group in try entries("groups.ldif") {
      if let name = group["cn"] { names[group.dn.lowercased()] = name }
      members[group.dn.lowercased(), default: []]
        .formUnion(group.all("member").map { $0.lowercased() })
    }
    // Whoever is in a group that is in a group is in that too, until nothing is added any more.
    var isGrowing = true
    while isGrowing {
      isGrowing = false
      for (group, direct) in members {
        let all = direct.reduce(into: direct) { $0.formUnion(members[$1] ?? []) }
        if all != direct {
          members[group] = all
          isGrowing = true
        }
      }
    }
    return Dictionary(
      uniqueKeysWithValues: members.map { (names[$0.key] ?? $0.key, $0.value) })
  }

  /// The entries of the LDIF that it was filled with.
  func entries(_ name: String) throws -> [LDIFEntry] {
    try LDIFEntry.all(in: folder.path + "/ldif/" + name)
  }
}

/// One entry of a file in LDIF (RFC 2849), as much of it as these have: no folded lines, and changes
/// that only add values.
struct LDIFEntry: Sendable {
  var dn: String
  var values: [(name: String, text: String)] = []

  func all(_ name: String) -> [String] { values.filter { $0.name == name }.map(\.text) }
  subscript(_ name: String) -> String? { all(name).first }

  static func all(in file: String) throws -> [LDIFEntry] {
    let text = try String(contentsOfFile: file, encoding: .utf8)
    return text.components(separatedBy: "\n\n").compactMap { part -> LDIFEntry? in
      var entry: LDIFEntry?
      for line in part.split(separator: "\n") where line != "-" {
        let name = line.prefix { $0 != ":" }
        let rest = line.dropFirst(name.count + 1)
        var value = rest.drop { $0 == " " }.description
        if rest.hasPrefix(":") {
          let data = Data(base64Encoded: rest.dropFirst(2).description) ?? Data()
          value = String(decoding: data, as: UTF8.self)
        }
        if name == "dn" { entry = LDIFEntry(dn: value) }
        entry?.values.append((String(name), value))
      }
      return entry
    }
  }
}
