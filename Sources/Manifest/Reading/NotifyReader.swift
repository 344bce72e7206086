import Provisioning
import Yams

/// Reads who is told of what waits.
struct NotifyReader {
  let nodes: NodeReader

  /// Who is told, and of what; `.some(nil)` where the file takes that back, `nil` where it says nothing.
  func settings(_ fields: NodeReader.Fields) -> NotifySettings?? {
    guard let node = fields["notify"] else { return nil }
    if NodeReader.isNull(node) { return .some(nil) }
    let keys = ["on", "every", "command", "webhook", "mail"]
    guard let fields = nodes.fields(node, of: "`notify`", known: keys) else { return nil }
    var settings = NotifySettings()
    if let node = fields["on"] { settings.on = occasions(node) }
    if let node = fields["every"],
      let every = nodes.value(node, of: "`every`", Quantity.window)
    {
      settings.every = every
    }
    if let node = fields["command"] { settings.command = words(node) }
    if let node = fields["webhook"] { settings.webhook = webhook(node) }
    if let node = fields["mail"] { settings.mail = MailReader(nodes: nodes).mail(node) }
    if !["command", "webhook", "mail"].contains(where: { fields[$0] != nil }) {
      nodes.fail(
        node, "`notify` says nobody is told; add `command`, `webhook` or `mail`, or remove it")
    }
    return .some(settings)
  }

  private func occasions(_ node: Node) -> [NotifySettings.Occasion] {
    var found: [NotifySettings.Occasion] = []
    for element in nodes.elements(node, of: "`on`", allowsNull: false) {
      let occasion = nodes.word(
        element, of: "an element of `on`", among: NotifySettings.Occasion.allCases)
      guard let occasion else { continue }
      if found.contains(occasion) {
        nodes.fail(element, "`\(occasion.rawValue)` appears twice in `on`; keep one of the two")
      }
      found.append(occasion)
    }
    return found
  }

  private func words(_ node: Node) -> [String]? {
    let elements = nodes.elements(node, of: "`command`", allowsNull: false)
    let words = elements.compactMap { nodes.text($0, of: "a word of `command`", mayBeEmpty: true) }
    if elements.isEmpty || words.first == "" {
      nodes.fail(node, "`command` names no program; write `[/usr/local/bin/tell, …]`")
    }
    return words.isEmpty ? nil : words
  }

  private func webhook(_ node: Node) -> NotifySettings.Webhook? {
    let keys = ["url", "secret", "ca_file"]
    guard let fields = nodes.fields(node, of: "`webhook`", known: keys),
      let address = nodes.required("url", in: fields, of: "`webhook`"),
      let url = nodes.value(address, of: "`url`", BaseURL.checkWithQuery)
    else { return nil }
    return NotifySettings.Webhook(
      url: url,
      secret: fields["secret"].flatMap { TokenReader(nodes: nodes).token($0, as: "secret") },
      caFile: fields["ca_file"].flatMap { nodes.text($0, of: "`ca_file`") })
  }
}
