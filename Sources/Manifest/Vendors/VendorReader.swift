import Provisioning
import SCIM
import Text
import Yams

/// Reads a vendor's profile.
struct VendorReader {
  let nodes: NodeReader

  private static let vendorKeys = [
    "title", "parameters", "required", "rate_limit", "concurrency", "timeout",
    "members_per_patch", "page_size", "members", "visibility_window", "deletion", "immutable",
    "notes", "recognized_by",
  ]

  /// What a profile's root node says; what it leaves out is as in the RFC.
  func vendor(_ root: Node, named name: String) -> VendorProfile {
    var profile = VendorProfile(name: name, title: name, parameters: [])
    guard let fields = nodes.fields(root, of: "a vendor's profile", known: Self.vendorKeys) else {
      return profile
    }
    if let node = nodes.required("title", in: fields, of: "the profile") {
      profile.title = nodes.text(node, of: "`title`") ?? name
    }
    if let node = nodes.required("parameters", in: fields, of: "the profile") {
      profile.parameters = nodes.parameters(node)
    }
    if let node = fields["required"] { profile.required = paths(node, of: "`required`") }
    if let node = fields["notes"] { profile.notes = nodes.texts(node, of: "`notes`") }
    if let node = fields["recognized_by"] {
      profile.recognizedBy = nodes.texts(node, of: "`recognized_by`").map { $0.lowercased() }
    }
    profile.ways = ways(fields)
    return profile
  }

  private func ways(_ fields: NodeReader.Fields) -> AppWays {
    var ways = AppWays()
    if let node = fields["rate_limit"],
      let rate = nodes.value(node, of: "`rate_limit`", Quantity.pace)
    {
      ways.rateLimit = rate
    }
    if let node = fields["timeout"],
      let timeout = nodes.value(node, of: "`timeout`", Quantity.duration)
    {
      ways.timeout = timeout
    }
    if let node = fields["visibility_window"],
      let window = nodes.value(node, of: "`visibility_window`", Quantity.window)
    {
      ways.visibilityWindow = window
    }
    take("concurrency", in: fields, upTo: 256, into: &ways.concurrency)
    take("members_per_patch", in: fields, upTo: 10_000, into: &ways.membersPerPatch)
    take("page_size", in: fields, upTo: 10_000, into: &ways.pageSize)
    if let node = fields["members"],
      let members = nodes.word(node, of: "`members`", among: VendorMembers.allCases)
    {
      ways.membersOnRequest = members == .onRequest
      ways.membersByFilter = members == .oneByOne
    }
    if let node = fields["deletion"],
      let deletion = nodes.word(node, of: "`deletion`", among: AppWays.Deletion.allCases)
    {
      ways.deletion = deletion
    }
    if let node = fields["immutable"] { ways.frozen = paths(node, of: "`immutable`") }
    return ways
  }

  private func take(
    _ name: String, in fields: NodeReader.Fields, upTo limit: Int, into number: inout Int
  ) {
    if let node = fields[name], let value = nodes.integer(node, of: "`\(name)`", in: 1...limit) {
      number = value
    }
  }

  /// A list of SCIM paths.
  private func paths(_ node: Node, of what: String) -> [String] {
    var found: [String] = []
    for element in nodes.elements(node, of: what, allowsNull: false) {
      guard let text = nodes.text(element, of: "an element of \(what)"),
        let path = nodes.path(text, element)
      else { continue }
      if found.contains(where: { $0.lowercased() == path.lowercased() }) {
        nodes.fail(element, "\(path.quotedForPeople) appears twice in \(what); keep one of the two")
        continue
      }
      found.append(path)
    }
    return found
  }
}
