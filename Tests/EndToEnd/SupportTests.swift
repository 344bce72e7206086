import TestSupport
import Text
import Foundation
import SCIM
import Testing

extension EndToEnd {
  /// The tests' own instruments.
  @Suite(.enabled(if: Rig.isHere, Rig.missing)) struct SupportTests {
    @Test func peopleAreReadAsAnotherReaderReadsThem() async throws {
      let file = Rig.folder + "/../data/people-2000.csv"
      let folder = try TemporaryFolder()
      let people = try People(csv: file, first: 5000)
      let copy = try folder.write("copy.csv", people.csv)
      let script = """
        import csv, json, sys
        print(json.dumps([list(csv.DictReader(open(f, encoding="utf-8", newline=""))) for f in sys.argv[1:]]))
        """
      let ending = try await Command(
        ["python3", "-c", script, file, copy],
        environment: ProcessInfo.processInfo.environment, folder: folder.path
      ).run(timeout: 30)
      let files = try #require(try ending.json().array)
      #expect(files[0] == files[1])
      let own = people.rows.map { row in people.columns.map { row[$0] ?? "" } }
      let others = (files[0].array ?? []).map { row in
        people.columns.map { row[$0]?.string ?? "" }
      }
      #expect(own == others)
      #expect(own.count == 2000)
    }

    @Test(arguments: [Rig.scim2Server, .django])
    func aDifferenceOnAServerIsFound(_ rig: Rig) async throws {
      let (process, server) = try await rig.start()
      do {
        let recorder = try await Recorder(before: server)
        let proxied = Server(url: recorder.url, token: server.token)
        let made = try await proxied.send(
          "POST", "/Users",
          [
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"], "userName": "zoë",
            "name": ["familyName": "Brontë", "givenName": "Zoë"], "active": true,
            "emails": [["type": "work", "value": "zoe@example.com"]],
          ])
        #expect(made.status == 201)
        var expected = Expectation(
          users: [
            "zoë": ["active": true, "email": "zoe@example.com", "name.familyName": "Brontë"]
          ])
        #expect(try await rig.differences(server, from: expected) == "")
        let user = try #require(try await proxied.user("zoë"))
        try await proxied.patch("/Users/" + user.id, "replace", at: "name.familyName", "Mallory")
        #expect(try await rig.differences(server, from: expected).contains("Mallory"))
        expected.users["zoë"]?["name.familyName"] = "Mallory"
        expected.groups["R & D"] = ["zoë"]
        #expect(try await rig.differences(server, from: expected).contains("missing"))
        let group: JSONValue = [
          "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"], "displayName": "R & D",
          "members": [["value": .string(user.id)]],
        ]
        #expect(try await proxied.send("POST", "/Groups", group).status == 201)
        #expect(try await rig.differences(server, from: expected) == "")
        #expect(try await proxied.members(of: "R & D") == ["zoë"])

        try recorder.answer(
          Recorder.Rule(request: "^DELETE /Users", status: 418, body: ["a": "$AUTHORIZATION"]))
        let refused = try await proxied.send("DELETE", "/Users/" + user.id)
        #expect(refused.status == 418)
        #expect(refused.body?["a"]?.string == "Bearer " + Usher.token)
        #expect(try recorder.writes.map(\.method) == ["POST", "PATCH", "POST", "DELETE"])
        #expect(try recorder.writes.first?.body?["userName"] == "zoë")
        await recorder.stop()
      } catch {
        await process.stop()
        throw error
      }
      await process.stop()
      #expect(!process.isRunning)
    }
  }
}
