import Provisioning
import SCIM
import Text
import Yams

extension ManifestReader {
  private static let vendorKeys = [
    "title", "parameters", "required", "rate_limit", "concurrency", "timeout",
    "members_per_patch", "page_size", "members", "visibility_window", "deletion", "immutable",
    "notes", "recognized_by",
  ]

  /// What a profile's root node says; what it leaves out is as in the RFC.
  mutating func vendor(_ root: Node, named name: String) -> VendorProfile {
    var profile = VendorProfile(name: name, title: name, parameters: [])
    guard let fields = fields(root, of: "a vendor's profile", known: Self.vendorKeys) else {
      return profile
    }
    if let node = required("title", in: fields, of: "the profile") {
      profile.title = text(node, of: "`title`") ?? name
    }
    if let node = required("parameters", in: fields, of: "the profile") {
      profile.parameters = parameters(node)
    }
    if let node = fields["required"] { profile.required = paths(node, of: "`required`") }
    if let node = fields["notes"] { profile.notes = texts(node, of: "`notes`") }
    if let node = fields["recognized_by"] {
      profile.recognizedBy = texts(node, of: "`recognized_by`").map { $0.lowercased() }
    }
    profile.ways = ways(fields)
    return profile
  }

  private mutating func ways(_ fields: Fields) -> AppWays {
    var ways = AppWays()
    if let node = fields["rate_limit"],
      let rate = value(node, of: "`rate_limit`", Quantity.pace)
    {
      ways.rateLimit = rate
    }
    if let node = fields["timeout"],
      let timeout = value(node, of: "`timeout`", Quantity.duration)
    {
      ways.timeout = timeout
    }
    if let node = fields["visibility_window"],
      let window = value(node, of: "`visibility_window`", Quantity.window)
    {
      ways.visibilityWindow = window
    }
    take("concurrency", in: fields, upTo: 256, into: &ways.concurrency)
    take("members_per_patch", in: fields, upTo: 10_000, into: &ways.membersPerPatch)
    take("page_size", in: fields, upTo: 10_000, into: &ways.pageSize)
    if let node = fields["members"],
      let members = word(node, of: "`members`", among: VendorMembers.allCases)
    {
      ways.membersOnRequest = members == .onRequest
      ways.membersByFilter = members == .oneByOne
    }
    if let node = fields["deletion"],
      let deletion = word(node, of: "`deletion`", among: AppWays.Deletion.allCases)
    {
      ways.deletion = deletion
    }
    if let node = fields["immutable"] { ways.frozen = paths(node, of: "`immutable`") }
    return ways
  }

  private mutating func take(
    _ name: String, in fields: Fields, upTo limit: Int, into number: inout Int
  ) {
    if let node = fields[name], let value = integer(node, of: "`\(name)`", in: 1...limit) {
      number = value
    }
  }

  /// A list of SCIM paths.
  private mutating func paths(_ node: Node, of what: String) -> [String] {
    var found: [String] = []
    for element in elements(node, of: what, allowsNull: false) {
      guard let text = text(element, of: "an element of \(what)"),
        let path = path(text, element)
      else { continue }
      if found.contains(where: { $0.lowercased() == path.lowercased() }) {
        fail(element, "\(path.quotedForPeople) appears twice in \(what); keep one of the two")
        continue
      }
      found.append(path)
    }
    return found
  }
}
