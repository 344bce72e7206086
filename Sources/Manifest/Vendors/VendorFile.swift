public import Provisioning

/// The file of a vendor's profile: YAML in, a profile out, and back.
public enum VendorFile {
  /// Reads a profile. Nothing of a file with a fault is taken.
  ///
  /// - Parameters:
  ///   - name: what a `template` calls it: the file's name without `.yaml`.
  ///   - file: the file's path, for the errors.
  /// - Throws: everything that is wrong with it, by line and column.
  public static func read(
    bytes: [UInt8], name: String, file: String
  ) throws(ManifestProblems) -> VendorProfile {
    let document = YAMLDocument(
      text: try Manifest.text(of: bytes, file), beginning: "write `title:` and `parameters:`")
    return try Manifest.read(document, file) { nodes, root in
      VendorReader(nodes: nodes).vendor(root, named: name)
    }
  }

  /// Writes a profile that reads back to the same.
  public static func write(_ profile: VendorProfile) -> String {
    let standard = AppWays()
    let ways = profile.ways
    var lines = ["title: \(YAMLText.block(profile.title))"]
    lines.append(profile.parameters.isEmpty ? "parameters: {}" : "parameters:")
    for parameter in profile.parameters {
      let value = parameter.value.map(YAMLText.quoted)
      let text = value.map { parameter.isAccountOf ? "{ account_of: \($0) }" : $0 } ?? "null"
      lines.append("  \(YAMLText.block(parameter.path)): \(text)")
    }
    func line(_ key: String, _ text: String, where isSaid: Bool) {
      if isSaid { lines.append("\(key): \(text)") }
    }
    line("required", YAMLText.list(profile.required), where: !profile.required.isEmpty)
    line(
      "rate_limit", ManifestWriter.number(ways.rateLimit),
      where: ways.rateLimit != standard.rateLimit)
    line("concurrency", "\(ways.concurrency)", where: ways.concurrency != standard.concurrency)
    line(
      "timeout", ManifestWriter.duration(ways.timeout), where: ways.timeout != standard.timeout)
    line(
      "members_per_patch", "\(ways.membersPerPatch)",
      where: ways.membersPerPatch != standard.membersPerPatch)
    line("page_size", "\(ways.pageSize)", where: ways.pageSize != standard.pageSize)
    let members = VendorMembers(ways)
    line("members", members.rawValue, where: members != .listed)
    line(
      "visibility_window", ManifestWriter.window(ways.visibilityWindow),
      where: ways.visibilityWindow != standard.visibilityWindow)
    line("deletion", ways.deletion.rawValue, where: ways.deletion != standard.deletion)
    line("immutable", YAMLText.list(ways.frozen), where: !ways.frozen.isEmpty)
    if !profile.notes.isEmpty {
      lines.append("notes:")
      lines += profile.notes.map { "  - \(YAMLText.block($0))" }
    }
    line(
      "recognized_by", YAMLText.list(profile.recognizedBy), where: !profile.recognizedBy.isEmpty)
    return lines.joined(separator: "\n") + "\n"
  }
}

/// How the members of a group can be seen.
enum VendorMembers: String, CaseIterable {
  case listed
  case onRequest = "on_request"
  case oneByOne = "one_by_one"

  init(_ ways: AppWays) {
    self = ways.membersByFilter ? .oneByOne : ways.membersOnRequest ? .onRequest : .listed
  }
}
