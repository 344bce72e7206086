import Provisioning
import Text
import Yams

/// Reads a whole configuration file.
struct FileReader {
  let nodes: NodeReader
  /// What a `template` may name.
  let vendors: VendorCatalog

  /// The keys of a file beside its apps.
  private static let besidesApps = ["directories", "notify"] + DirectorySettingsReader.keys

  /// What a file's root node says.
  func file(_ root: Node) -> ManifestFile {
    let known = ["apps"] + Self.besidesApps
    guard let fields = nodes.fields(root, of: "the file", known: known) else {
      return ManifestFile(apps: [])
    }
    return ManifestFile(
      apps: apps(fields), speaksOfApps: fields["apps"] != nil,
      directory: DirectorySettingsReader(nodes: nodes).settings(fields),
      sources: DirectorySourceReader(nodes: nodes).sources(fields),
      notify: NotifyReader(nodes: nodes).settings(fields))
  }

  private func apps(_ fields: NodeReader.Fields) -> [AppDefinition] {
    // A file that says something else need not speak of apps.
    let isAlone = fields.names.isDisjoint(with: Self.besidesApps)
    let node = isAlone ? nodes.required("apps", in: fields, of: "the file") : fields["apps"]
    guard let list = node else { return [] }
    var seen: [String: Int] = [:]
    let reader = AppReader(nodes: nodes, vendors: vendors)
    let elements = nodes.elements(list, of: "`apps`", allowsNull: false)
    let starts = elements.map { $0.mark?.line ?? 1 } + [.max]
    return elements.enumerated().compactMap { index, node in
      guard let (app, name) = reader.app(node) else { return nil }
      nodes.note(app.name, at: name, as: "an app", in: &seen)
      if app.provisioning.enabled,
        let line = nodes.openNote(from: starts[index], before: starts[index + 1])
      {
        nodes.fail(
          SourceText.Place(line: line, column: 1),
          "this is still to be decided, and \(app.name.quotedForPeople) is enabled; decide it and remove the comment, or write `enabled: false`"
        )
      }
      return app
    }
  }
}
