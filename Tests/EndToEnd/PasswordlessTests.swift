import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// Directory servers that take usher for somebody without a password.
  @Suite struct PasswordlessTests {
    private static let hasKerberos = FileManager.default.isExecutableFile(atPath: "/usr/bin/kinit")

    private func configuration(
      _ rig: DirectoryRig, _ url: String, _ kind: String, _ base: String, _ bind: String
    ) -> String {
      """
      apps: []
      directories:
        - name: corp
          kind: \(kind)
          url: \(url)
          ca_file: \(rig.ready["ca"] ?? "")
          bind: \(bind)
          base: "\(base)"
      """
    }

    /// Reads a source that lets usher in.
    private func read(_ usher: Usher, _ text: String, _ count: JSONValue) async throws {
      let file = try usher.folder.write("usher.yaml", text)
      try await usher.succeed("apply", "-f", file)
      let result = try await usher.json("directory", "sync", "corp").array?.first
      #expect(result?["added"] == count)
      let proof = try await usher.json("directory", "test", "corp")
      #expect(proof["steps"]?.array?.allSatisfy { $0["holds"] == true } == true, "\(proof)")
    }

    @Test(.enabled(if: DirectoryRig.hasSlapd, DirectoryRig.missingSlapd))
    func aCertificateSaysWhoItIs() async throws {
      let rig = try await DirectoryRig.slapd(20, asksForCertificates: true)
      do {
        let usher = try Usher()
        let base = "ou=People,\(DirectoryRig.base)"
        func text(_ files: (certificate: String, key: String)) -> String {
          configuration(
            rig, rig.plain, "ldap", base,
            "{ sasl: external, certificate: \(files.certificate), key: \(files.key) }")
        }
        let files = try await rig.certificate(for: "/DC=com/DC=example/CN=reader")
        try await read(usher, text(files), 20)

        var wrong = files
        wrong.key = rig.folder.path + "/none.key"
        let file = try usher.folder.write("usher.yaml", text(wrong))
        try await usher.succeed("apply", "-f", file)
        try await usher.fail("directory", "sync", "corp", saying: "of `bind` cannot be read")
      } catch {
        await rig.process.stop()
        throw error
      }
      await rig.process.stop()
    }

    @Test(.enabled(if: DirectoryRig.hasSlapd, DirectoryRig.missingSlapd))
    func aServerThatAsksForNoCertificateLetsNobodyIn() async throws {
      let rig = try await DirectoryRig.slapd(5)
      do {
        let usher = try Usher()
        let files = try await rig.certificate(for: "/DC=com/DC=example/CN=reader")
        let file = try usher.folder.write(
          "usher.yaml",
          configuration(
            rig, rig.secure, "ldap", "ou=People,\(DirectoryRig.base)",
            "{ sasl: external, certificate: \(files.certificate), key: \(files.key) }"))
        try await usher.succeed("apply", "-f", file)
        try await usher.fail(
          "directory", "sync", "corp", saying: "lets nobody in by the certificate")
      } catch {
        await rig.process.stop()
        throw error
      }
      await rig.process.stop()
    }

    @Test(
      .enabled(if: DirectoryRig.hasSamba, DirectoryRig.missingSamba),
      .enabled(if: hasKerberos, "kinit (krb5-user) is not installed"))
    func aTicketSaysWhoItIs() async throws {
      let rig = try await DirectoryRig.samba(20)
      do {
        var usher = try Usher()
        let text = configuration(
          rig, rig.plain, "active-directory", "OU=People,DC=ad,DC=example,DC=com",
          "{ sasl: gssapi }")
        usher.environment["KRB5_CONFIG"] = rig.ready["krb5"]
        usher.environment["KRB5CCNAME"] = "FILE:\(rig.folder.path)/ticket"
        let file = try usher.folder.write("usher.yaml", text)
        try await usher.succeed("apply", "-f", file)
        try await usher.fail("directory", "sync", "corp", saying: "nobody is let in by Kerberos")
        try await rig.run(
          ["sh", "-c", "echo Passw0rd.rig | kinit reader@AD.EXAMPLE.COM"], usher.environment)
        try await read(usher, text, 20)
      } catch {
        await rig.process.stop()
        throw error
      }
      await rig.process.stop()
    }
  }
}
