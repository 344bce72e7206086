import Foundation
import TestSupport
import Testing
import Text

extension EndToEnd {
  /// A vendor's profile of the admin's own, from its file to what is sent.
  @Suite struct VendorTests {
    private static let profile = """
      title: Acme Portal
      parameters:
        userName: "{{ email }}"
        nickName: "{{ firstname }}"
        active: "{{ status == 'active' }}"
      """

    private func file(_ stage: Stage) -> String {
      """
      apps:
        - name: app
          template: acme
          connection: { base_url: "\(stage.recorder.url)", token: { env: APP_TOKEN }, enabled: true }
          provisioning: { enabled: true, approve: [] }
          roles: [Staff]
      """
    }

    @Test func aProfileOfOnesOwnIsSent() async throws {
      try await onStage(nil) { stage in
        let usher = stage.usher
        let apply = try usher.folder.write("usher.yaml", file(stage))
        try await usher.fail("apply", "-f", apply, saying: "no template is named `acme`; there are")
        let vendors = usher.folder.path + "/.config/usher/vendors"
        try FileManager.default.createDirectory(
          atPath: vendors, withIntermediateDirectories: true)
        let own = ".config/usher/vendors/acme.yaml"
        try usher.folder.write(own, "title: Acme\nparameters: {}\nrequire: [title]\n")
        try await usher.fail(
          "apply", "-f", apply, saying: "acme.yaml:3:1: `require` is not a key")
        let path = try usher.folder.write(own, Self.profile)
        try await usher.succeed("apply", "-f", apply)
        #expect(
          try await usher.succeed("vendors", "list").output.contains("acme"))
        try FileManager.default.removeItem(atPath: path)

        // The app keeps it: a worker elsewhere needs no file.
        try await stage.importPeople(staff(2))
        try await usher.succeed("run", "--until-idle")
        let sent = try stage.recorder.entries.filter { $0.method == "POST" }
        #expect(sent.count == 2)
        for entry in sent {
          #expect(entry.body?["nickName"] != nil && entry.body?["displayName"] == nil)
        }
        let kept = try await usher.succeed("vendors", "show", "--app", "app").output
        #expect(kept.contains("nickName: \"{{ firstname }}\""))
        try await usher.fail("vendors", "show", "netskop", saying: "did you mean netskope?")
      }
    }
  }
}
