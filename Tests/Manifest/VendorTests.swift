import Foundation
import Provisioning
import SCIM
import Testing
import Text

@testable import Manifest

/// The vendors' profiles: each file that usher brings, and what is wrong with a file of one's own.
@Suite struct VendorTests {
  /// What a vendor's profile says beyond the plain one, in words of its file.
  private static let facts: [(name: String, keys: Set<String>)] = [
    ("atlassian", []),
    ("aws", ["rate_limit: 10", "concurrency: 4", "page_size: 50", "members: one_by_one"]),
    ("github", ["rate_limit: 0.27", "concurrency: 4"]), ("google", []),
    ("jfrog", ["immutable: [userName]"]),
    (
      "netskope",
      [
        "rate_limit: 4", "page_size: 200", "members: on_request",
        #"immutable: [userName, "emails[type eq \"work\"].value"]"#,
      ]
    ), ("pagerduty", []), ("salesforce", ["deletion: deactivates"]), ("scim", []),
    ("slack", ["rate_limit: 3", "deletion: deactivates"]), ("zscaler", ["rate_limit: 5"]),
  ]

  private static let waysKeys = [
    "rate_limit", "concurrency", "timeout", "members_per_patch", "page_size", "members:",
    "visibility_window", "deletion", "immutable",
  ]

  @Test func everyFileIsInTheCatalog() throws {
    let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("../../Sources/Manifest/Vendors/Profiles")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == VendorCatalog.files.map { $0.name + ".yaml" })
    #expect(VendorCatalog.builtIn.names == ["scim"] + VendorCatalog.files.map(\.name))
    #expect(Self.facts.map(\.name) == VendorCatalog.builtIn.names.sorted())
  }

  @Test(arguments: facts.indices) func eachVendorIsSpokenToInItsWay(_ index: Int) throws {
    let (name, keys) = Self.facts[index]
    let profile = try #require(VendorCatalog.builtIn.named(name.uppercased()))
    let lines = VendorFile.write(profile).split(separator: "\n").map(String.init)
    let ways = lines.filter { line in Self.waysKeys.contains(where: line.hasPrefix) }
    #expect(Set(ways) == keys)
    #expect(!profile.title.isEmpty && (name == "scim" || !profile.notes.isEmpty))
  }

  @Test(arguments: VendorCatalog.builtIn.profiles)
  func eachProfileGivesAnAccountAndNamesWhatIsMissing(_ profile: VendorProfile) throws {
    let evaluator = try Evaluator(
      AppDefinition(
        name: "app", vendor: profile, connection: ConnectionSettings(baseURL: "x"),
        roles: ["Staff"]), schemas: .user, at: EvaluationTime(now: 0))
    let ann = DirectoryUser(
      username: "ann",
      attributes: [
        "firstname": "Ann", "lastname": "Lee", "email": "ann@x.example", "external_id": "7",
        "department": "Eng", "title": "Lead",
      ], roles: ["Staff"])
    let made = evaluator.evaluate(ann)
    #expect(made.outcome == .assigned, "\(made.detail)")
    #expect(made.desired?.attributes.count == profile.parameters.count)
    #expect(made.desired?.value(at: "active") == true)
    var empty = ann
    empty.attributes = [:]
    let result = evaluator.evaluate(empty)
    #expect(result.outcome == (profile.required.isEmpty ? .assigned : .incomplete))
    // Two empty names still have a space between them.
    for path in profile.required where path != "displayName" {
      #expect(result.detail.contains(path), "\(result.detail)")
    }
  }

  @Test(arguments: VendorCatalog.builtIn.profiles)
  func whatIsWrittenReadsBackToTheSame(_ profile: VendorProfile) throws {
    let bytes = Array(VendorFile.write(profile).utf8)
    #expect(try VendorFile.read(bytes: bytes, name: profile.name, file: "f") == profile)
  }

  @Test func everythingCanBeSaid() throws {
    let text = """
      title: Acme
      parameters:
        userName: "{{ email }}"
        manager: { account_of: "{{ manager }}" }
        title: null
      required: [title]
      rate_limit: 0.5
      concurrency: 2
      timeout: 500ms
      members_per_patch: 7
      page_size: 20
      members: one_by_one
      visibility_window: 2m
      deletion: deactivates
      immutable: [userName]
      notes: ["Odd: it is."]
      recognized_by: [Acme]
      """
    let profile = try VendorFile.read(bytes: Array(text.utf8), name: "acme", file: "f")
    let written = VendorFile.write(profile)
    #expect(try VendorFile.read(bytes: Array(written.utf8), name: "acme", file: "f") == profile)
    #expect(profile.ways.timeout == 0.5 && profile.ways.visibilityWindow == 120)
    #expect(profile.ways.membersByFilter && profile.ways.deletion == .deactivates)
    #expect(profile.recognizedBy == ["acme"] && profile.notes == ["Odd: it is."])
    #expect(VendorCatalog([profile]).recognized(in: "Our ACME app") == profile)
    #expect(VendorCatalog([profile]).recognized(in: "Other") == .scim)
  }

  private static let faults: [(text: String, problems: [String])] = [
    ("", ["f:1:1: the file is empty; write `title:` and `parameters:`"]),
    (
      "titel: x\nparameters: {}\n",
      [
        "f:1:1: `titel` is not a key of a vendor's profile; did you mean `title`?",
        "f:1:1: the profile has no `title`; add it",
      ]
    ),
    ("title: x\n", ["f:1:1: the profile has no `parameters`; add it"]),
    (
      "title: x\nparameters:\n  userName: \"{{ emial | uper }}\"\n",
      ["f:3:"]
    ),
    (
      "title: x\nparameters: {}\nrequired: [a b]\nimmutable: [userName, USERNAME]\n",
      ["f:3:", "f:4:23: `USERNAME` appears twice in `immutable`; keep one of the two"]
    ),
    (
      "title: x\nparameters: {}\nrate_limit: -1\npage_size: 0\nmembers: hidden\ndeletion: no\n",
      [
        "f:3:13: `rate_limit` must be a number of requests a second",
        "f:4:12: `page_size` must be a whole number from 1 to 10000",
        "f:5:10: `members` must be `listed`, `on_request` or `one_by_one`, not `hidden`",
        "f:6:11: `deletion` must be `deletes` or `deactivates`, not `no`",
      ]
    ),
    ("title: [\n", ["f:2:1: the file is not YAML"]),
  ]

  @Test(arguments: faults.indices) func aFaultIsNamedAtItsPlace(_ index: Int) {
    let (text, problems) = Self.faults[index]
    let error = #expect(throws: ManifestProblems.self) {
      try VendorFile.read(bytes: Array(text.utf8), name: "acme", file: "f")
    }
    let lines = error?.lines ?? []
    #expect(lines.count == problems.count, "\(lines)")
    for (line, start) in zip(lines, problems) { #expect(line.hasPrefix(start), "\(line)") }
  }

  @Test func anAppTakesTheProfileThatItsFileNames() throws {
    let acme = VendorProfile(name: "acme", title: "Acme", parameters: [])
    let vendors = VendorCatalog(VendorCatalog.builtIn.profiles + [acme])
    let text = app("template: acme")
    #expect(try Manifest.read(text: text, file: "f", vendors: vendors).apps[0].vendor == acme)
    let error = #expect(throws: ManifestProblems.self) { try Manifest.read(text: text, file: "f") }
    #expect(
      error?.lines.first?.hasPrefix("f:4:15: no template is named `acme`; there are `scim`, ")
        == true, "\(error?.lines ?? [])")
    #expect(problems(app("template: netskop"))[0].hasSuffix("did you mean `netskope`?"))
  }

  @Test func anAppKeepsItsProfileUntilItIsApplied() throws {
    var older = try #require(VendorCatalog.builtIn.named("netskope"))
    older.ways.rateLimit = 1
    #expect(VendorCatalog.builtIn.keeping(older).named("netskope") == older)
    #expect(VendorCatalog.builtIn.keeping(older).names == VendorCatalog.builtIn.names)
    #expect(VendorCatalog.builtIn.keeping(.scim) == .builtIn)
  }
}
