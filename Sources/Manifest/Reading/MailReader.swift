import Provisioning
import Text
import Yams

/// Reads whom a notice is sent to as mail, and how.
struct MailReader {
  let nodes: NodeReader

  func mail(_ node: Node) -> NotifySettings.Mail? {
    let keys = ["from", "to", "server", "user", "password", "ca_file"]
    guard let fields = nodes.fields(node, of: "`mail`", known: keys) else { return nil }
    let sender = nodes.required("from", in: fields, of: "`mail`")
    let recipients = nodes.required("to", in: fields, of: "`mail`")
    guard let sender, let recipients,
      let from = nodes.value(sender, of: "`from`", MailAddress.check)
    else { return nil }
    let named = nodes.elements(recipients, of: "`to`", allowsNull: false)
    let to = named.compactMap { nodes.value($0, of: "an element of `to`", MailAddress.check) }
    var mail = NotifySettings.Mail(from: from, to: to)
    mail.server = fields["server"].flatMap { nodes.value($0, of: "`server`", ServerURL.checkMail) }
    mail.user = fields["user"].flatMap { nodes.text($0, of: "`user`") }
    mail.password = fields["password"].flatMap {
      TokenReader(nodes: nodes).token($0, as: "password")
    }
    mail.caFile = fields["ca_file"].flatMap { nodes.text($0, of: "`ca_file`") }
    if fields["server"] == nil {
      let needy = ["user", "password", "ca_file"].first { fields[$0] != nil }
      if let key = needy, let node = fields[key] {
        nodes.fail(node, "`\(key)` needs `server`; without one this host's sendmail takes the mail")
      }
    } else if (fields["user"] == nil) != (fields["password"] == nil) {
      nodes.fail(node, "`mail` needs both `user` and `password`, or neither")
    }
    if named.isEmpty { nodes.fail(recipients, "`to` names nobody; write `[idm@example.com]`") }
    return mail
  }
}

/// The address of somebody who gets mail.
private enum MailAddress {
  static func check(_ text: String) throws(ValueProblem) -> String {
    guard NotifySettings.Mail.isAddress(text) else {
      throw ValueProblem(
        reason: "must be an address alone, such as `idm@example.com`, not \(text.quotedForPeople)")
    }
    return text
  }
}
