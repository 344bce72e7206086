import Text
import Provisioning
import Yams

/// Reads an app.
struct AppReader {
  let nodes: NodeReader
  /// What a `template` may name.
  let vendors: VendorCatalog

  private static let appKeys = [
    "name", "template", "connection", "provisioning", "roles", "parameters", "rules",
  ]

  /// An app, and the node of its name.
  func app(_ node: Node) -> (app: AppDefinition, name: Node)? {
    guard let fields = nodes.fields(node, of: "an app", known: Self.appKeys) else { return nil }
    let nameNode = nodes.required("name", in: fields, of: "the app")
    let connectionNode = nodes.required("connection", in: fields, of: "the app")
    let name = nameNode.flatMap { nodes.text($0, of: "`name`") }
    let connection = connectionNode.flatMap { ConnectionReader(nodes: nodes).connection($0) }
    var app = AppDefinition(
      name: name ?? "", connection: connection ?? ConnectionSettings(baseURL: ""))
    if let node = fields["template"], let vendor = template(node) { app.vendor = vendor }
    if let node = fields["provisioning"] {
      app.provisioning = PolicyReader(nodes: nodes).policy(node)
    }
    if let node = fields["roles"] { app.roles = nodes.texts(node, of: "`roles`") }
    if let node = fields["parameters"] { app.parameters = nodes.parameters(node) }
    if let node = fields["rules"] { app.rules = RuleReader(nodes: nodes).rules(node) }
    guard name != nil, let nameNode else { return nil }
    return (app, nameNode)
  }

  private func template(_ node: Node) -> VendorProfile? {
    guard let name = nodes.text(node, of: "`template`") else { return nil }
    if let vendor = vendors.named(name) { return vendor }
    let near = vendors.nearest(to: name).map { "did you mean `\($0)`?" }
    let all = "there are " + vendors.names.map { "`\($0)`" }.joined(separator: ", ")
    nodes.fail(node, "no template is named \(name.quotedForPeople); \(near ?? all)")
    return nil
  }
}
