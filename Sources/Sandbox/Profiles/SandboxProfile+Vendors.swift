import SCIM

extension SandboxProfile {
  /// Keeps to RFC 7643, RFC 7644 and RFC 9865.
  public static let rfc = SandboxProfile(
    name: "rfc", summary: "A complete service provider that keeps to the standards.")

  /// As Netskope's documentation and behaviour have it.
  public static let netskope: SandboxProfile = {
    var profile = SandboxProfile(
      name: "netskope",
      summary: "4 requests a second, 204 on PATCH, lower-case group paths, no members unless asked."
    )
    profile.hasBulk = false
    profile.hasSearch = false
    profile.hasSort = false
    profile.hasVersions = false
    profile.hasCursors = false
    profile.maximumPage = 200
    profile.listsHaveSchemas = false
    profile.members = .onRequest
    profile.namesMembers = true
    profile.unknownMembers = .refused
    profile.unknown = .dropped
    profile.dropped = [
      "title", "nickName", "profileUrl", "userType", "preferredLanguage", "locale", "timezone",
      "ims", "photos", "addresses", "phoneNumbers", "entitlements", "roles", "x509Certificates",
      "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User",
    ]
    profile.frozen = ["userName", "emails"]
    profile.requiredOfUsers = ["emails"]
    profile.addedEmailType = "work"
    profile.hasUniqueGroupNames = true
    profile.answersPatchWithResource = false
    profile.needsPaths = true
    profile.needsLowerCaseGroupPaths = true
    profile.rates = [SandboxRate(4, per: 1, isPerCollection: true)]
    return profile
  }()

  /// As AWS IAM Identity Center's documentation has it.
  public static let aws: SandboxProfile = {
    var profile = SandboxProfile(
      name: "aws",
      summary: "Only eq and and in filters, pages of 50 and no next one, 100 members a change.")
    profile.hasBulk = false
    profile.hasSearch = false
    profile.hasSort = false
    profile.hasVersions = false
    profile.hasCursors = false
    profile.notImplemented = ["PUT Groups"]
    profile.filtering = .equalities
    profile.defaultPage = 50
    profile.maximumPage = 50
    profile.followsStartIndex = false
    profile.total = .page
    profile.members = .never
    profile.namesMembers = true
    profile.unknownMembers = .refused
    profile.requiredOfUsers = ["name.givenName", "name.familyName", "displayName"]
    profile.single = ["emails", "phoneNumbers", "addresses"]
    profile.dropped = ["photos", "ims", "entitlements", "roles", "x509Certificates"]
    profile.hasUniqueGroupNames = true
    profile.canReplaceMembers = false
    profile.maximumMembers = 100
    profile.errors = .scimAndSchema
    return profile
  }()

  /// As Slack's documentation has it.
  public static let slack: SandboxProfile = {
    var profile = SandboxProfile(
      name: "slack",
      summary: "600 writes and 180 new users a minute; deleting a user deactivates it.")
    profile.hasBulk = false
    profile.hasSearch = false
    profile.hasVersions = false
    profile.hasCursors = false
    profile.unknown = .dropped
    profile.requiredOfUsers = ["emails"]
    profile.hasUniqueGroupNames = true
    profile.namesMembers = true
    profile.unknownMembers = .refused
    profile.deactivatesOnDelete = true
    profile.rates = [
      SandboxRate(180, per: 60, methods: ["POST"], collection: "Users"),
      SandboxRate(600, per: 60, methods: ["POST", "PUT", "PATCH", "DELETE"]),
    ]
    return profile
  }()

  /// As no single service provider is, and each is somewhere.
  public static let hostile: SandboxProfile = {
    var profile = SandboxProfile(
      name: "hostile",
      summary: "Ignores filters, takes duplicates, drops attributes, loses one answer in ten.")
    profile.hasBulk = false
    profile.hasSearch = false
    profile.hasDiscovery = false
    profile.hasSort = false
    profile.hasVersions = false
    profile.hasCursors = false
    profile.notImplemented = ["PATCH Groups"]
    profile.filtering = .ignored
    profile.total = .tooMany
    profile.maximumPage = 20
    profile.defaultPage = 10
    profile.listsHaveSchemas = false
    profile.resourcesHaveSchemas = false
    profile.unknown = .dropped
    profile.namesMembers = true
    profile.unknownMembers = .dropped
    profile.dropped = ["title", "phoneNumbers"]
    profile.takesDuplicates = true
    profile.needsSchemas = false
    profile.hasAwkwardIds = true
    profile.writesBooleansAsText = true
    profile.answersPatchWithResource = false
    profile.errors = .html
    profile.faults = [SandboxFault(.lostAnswer, rate: 0.1)]
    return profile
  }()

  /// Every profile, as the command line offers them.
  public static let all: [SandboxProfile] = [.rfc, .netskope, .aws, .slack, .hostile]

  /// The profile of that name; `nil` where there is none.
  public static func named(_ name: String) -> SandboxProfile? {
    all.first { $0.name == name.lowercased() }
  }
}
