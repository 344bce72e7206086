import Provisioning
import Testing

@testable import Manifest

/// Directory sources in the configuration file.
@Suite struct SourceReadingTests {
  private static let whole = """
    directories:
      - name: corp-ad
        kind: active-directory
        url: ldaps://dc1.example.com
        ca_file: /etc/ssl/corp.pem
        bind: { dn: "usher@example.com", password: { credential: corp-ad } }
        base: "ou=People,dc=example,dc=com"
        filter: "(memberOf=cn=Staff,dc=example,dc=com)"
        suspended: "(msDS-UserDontExpirePassword=TRUE)"
        key: objectGUID
        attributes:
          cost_center: extensionAttribute3
          username: userPrincipalName
          title: null
        roles:
          groups_under: "ou=Groups,dc=example,dc=com"
          filter: "(objectClass=group)"
          nested: true
          map:
            Interns: null
            SaaS Users: Employees
        every: 15m
        full_every: 1d
        timeout: 20s
        limits: { missing: 50, share: 5% }
      - name: people
        kind: file
        path: /srv/people.csv
      - name: other
        kind: scim
        url: https://id.example.com/scim/v2
        token: { env: OTHER_TOKEN }
      - name: tenant
        kind: onelogin
        url: https://corp.onelogin.com
        client: { id: 4f2a9c, secret: { credential: onelogin } }
        roles: { names: [Employees, NS-*], map: { NS-VPN: VPN } }
      - name: by-certificate
        kind: ldap
        url: ldaps://ldap.example.com
        bind: { sasl: external, certificate: /etc/usher/ldap.pem, key: /etc/usher/ldap.key }
        base: "dc=example,dc=com"
      - name: by-ticket
        kind: active-directory
        url: ldaps://dc1.example.com
        bind: { sasl: gssapi }
        base: "dc=example,dc=com"
    apps: []

    """

  @Test func everythingIsRead() throws {
    let sources = try Manifest.read(text: Self.whole, file: "f").sources
    #expect(
      sources.map(\.name) == [
        "corp-ad", "people", "other", "tenant", "by-certificate", "by-ticket",
      ])
    #expect(
      sources[4].sasl
        == .external(
          ClientCertificate(certificate: "/etc/usher/ldap.pem", key: "/etc/usher/ldap.key")))
    #expect(sources[5].sasl == .gssapi)
    #expect(
      sources[0]
        == SourceDefinition(
          name: "corp-ad", kind: .activeDirectory, location: "ldaps://dc1.example.com",
          caFile: "/etc/ssl/corp.pem",
          bind: SourceBind(dn: "usher@example.com", password: .credential("corp-ad")),
          base: "ou=People,dc=example,dc=com", filter: "(memberOf=cn=Staff,dc=example,dc=com)",
          suspended: "(msDS-UserDontExpirePassword=TRUE)", key: "objectGUID",
          attributes: [
            "cost_center": "extensionAttribute3", "username": "userPrincipalName", "title": "",
          ],
          roles: SourceRoles(
            groupsUnder: "ou=Groups,dc=example,dc=com", filter: "(objectClass=group)", nested: true,
            map: ["Interns": "", "SaaS Users": "Employees"]), every: 900, fullEvery: 86_400,
          timeout: 20, limits: SourceLimits(missing: 50, share: 0.05)))
    #expect(
      sources[1] == SourceDefinition(name: "people", kind: .file, location: "/srv/people.csv"))
    #expect(sources[2].token == .environment("OTHER_TOKEN"))
    #expect(
      sources[3]
        == SourceDefinition(
          name: "tenant", kind: .oneLogin, location: "https://corp.onelogin.com",
          client: SourceClient(id: "4f2a9c", secret: .credential("onelogin")),
          roles: SourceRoles(names: ["Employees", "NS-*"], map: ["NS-VPN": "VPN"])))
  }

  @Test(arguments: ["directories: []", "notify:", "time_zone: UTC", "columns: {}"])
  func aFileNeedNotSpeakOfApps(_ text: String) throws {
    #expect(try Manifest.read(text: text, file: "f").apps.isEmpty)
  }

  @Test func whatIsWrittenReadsBack() throws {
    let file = try Manifest.read(text: Self.whole, file: "f")
    #expect(try Manifest.read(text: Manifest.write(file), file: "written") == file)
  }

  @Test func theKeysOfEachKindAreWritten() throws {
    for kind in SourceKind.allCases {
      let location =
        switch kind {
        case .file: "/x"
        case .oneLogin, .scim: "https://x.example"
        case .ldap, .activeDirectory: "ldaps://x"
        }
      var source = SourceDefinition(name: "s", kind: kind, location: location)
      if kind == .ldap || kind == .activeDirectory { source.base = "dc=x" }
      if kind == .oneLogin { source.client = SourceClient(id: "i", secret: .environment("S")) }
      source.roles = kind == .file ? nil : SourceRoles()
      let text = Manifest.write(ManifestFile(apps: [], sources: [source]))
      #expect(try Manifest.read(text: text, file: "f").sources == [source])
    }
  }

  private static func ldap(_ line: String) -> String {
    """
    apps: []
    directories:
      - name: corp
        kind: ldap
        base: dc=x
        \(line)
    """
  }

  @Test(arguments: [
    ("url: https://x", 6, 10, "must be ldaps://HOST or ldap://HOST"),
    ("url: ldaps://x/dc=x", 6, 10, "base, filter and account have keys of their own"),
    ("url: ldaps://x:0", 6, 10, "has a port that is no number"),
    ("url: ldaps://u:p@x", 6, 10, "must be a host and perhaps a port"),
    ("path: /x", 6, 5, "`path` is not a key of a directory of kind `ldap`"),
    ("filtre: (a=b)", 6, 5, "did you mean `filter`?"),
    (
      "url: ldaps://x\n    filter: objectClass=person", 7, 13,
      "must be an LDAP filter in parentheses"
    ),
    ("url: ldaps://x\n    filter: \"(a=b))\"", 7, 13, "must be an LDAP filter in parentheses"),
    ("url: ldaps://x\n    every: 0", 7, 12, "more than 0 and up to 90d, not"),
    ("url: ldaps://x\n    full_every: 15 m", 7, 17, "more than 0 and up to 90d, not"),
    ("url: ldaps://x\n    every: soon", 7, 12, "must be a time such as"),
    (
      "url: ldaps://x\n    bind: { dn: x, password: secret }", 7, 30,
      "a password must not be in the file"
    ),
    ("url: ldaps://x\n    bind: { dn: x }", 7, 11, "`bind` has no `password`"),
    ("url: ldaps://x\n    bind: { sasl: plain }", 7, 19, "must be external or gssapi"),
    ("url: ldaps://x\n    bind: { sasl: external, key: k }", 7, 11, "has no `certificate`"),
    ("url: ldaps://x\n    bind: { sasl: gssapi, key: k }", 7, 32, "goes with `sasl: external`"),
    ("url: ldaps://x\n    bind: { sasl: gssapi, dn: x }", 7, 31, "does not go with `sasl`"),
    ("url: ldaps://x\n    attributes: { roles: x }", 7, 19, "is set by `roles`"),
    ("url: ldaps://x\n    attributes: { External-ID: x }", 7, 19, "is set by `key`"),
    ("url: ldaps://x\n    limits: { missing: -1 }", 7, 24, "must be a whole number"),
    ("url: ldaps://x\n    roles: { map: { A: \"x;y\" } }", 7, 24, "no semicolon"),
    ("url: ldaps://x\n  - name: CORP\n    kind: file\n    path: /x", 7, 11, "is already on line 3"),
  ])
  func aFaultHasItsPlace(_ line: String, _ row: Int, _ column: Int, _ words: String) {
    let problems = #expect(throws: ManifestProblems.self) {
      try Manifest.read(text: Self.ldap(line), file: "f")
    }
    let problem = problems?.problems.first { $0.reason.contains(words) }
    #expect(problem != nil, "\(problems?.lines ?? [])")
    #expect(problem?.line == row)
    #expect(problem?.column == column)
  }

  @Test(arguments: [
    ("client: { id: x }", 6, "`client` has no `secret`"),
    ("client: { id: x, secret: s }", 6, "a secret must not be in the file"),
    ("bind: { dn: x, password: { env: P } }", 6, "`bind` is not a key of a directory of kind"),
    (
      "client: { id: x, secret: { env: S } }\n    roles: { names: [] }", 7, "`names` names no role"
    ),
    (
      "client: { id: x, secret: { env: S } }\n    roles: { nested: true }", 7,
      "`nested` is not"
    ),
    ("every: 1h", 3, "the directory has no `client`"),
  ])
  func aFaultOfATenantHasItsLine(_ line: String, _ row: Int, _ words: String) {
    let text = """
      apps: []
      directories:
        - name: corp
          kind: onelogin
          url: https://corp.onelogin.com
          \(line)
      """
    let problems = #expect(throws: ManifestProblems.self) {
      try Manifest.read(text: text, file: "f")
    }
    let problem = problems?.problems.first { $0.reason.contains(words) }
    #expect(problem?.line == row, "\(problems?.lines ?? [])")
  }
}
