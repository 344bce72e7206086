import Provisioning

extension ManifestWriter {
  mutating func write(_ notify: NotifySettings) {
    line(0, "notify:")
    line(1, "on: \(YAMLText.list(notify.on.map(\.rawValue)))")
    line(1, "every: \(Self.window(notify.every))")
    if let command = notify.command { line(1, "command: \(YAMLText.list(command))") }
    if let webhook = notify.webhook { write(webhook) }
    if let mail = notify.mail { write(mail) }
  }

  private mutating func write(_ webhook: NotifySettings.Webhook) {
    line(1, "webhook:")
    line(2, "url: \(YAMLText.block(webhook.url))")
    if let secret = webhook.secret { line(2, "secret: { \(Self.text(secret)) }") }
    if let file = webhook.caFile { line(2, "ca_file: \(YAMLText.block(file))") }
  }

  private mutating func write(_ mail: NotifySettings.Mail) {
    line(1, "mail:")
    line(2, "from: \(YAMLText.block(mail.from))")
    line(2, "to: \(YAMLText.list(mail.to))")
    if let server = mail.server { line(2, "server: \(YAMLText.block(server))") }
    if let user = mail.user { line(2, "user: \(YAMLText.block(user))") }
    if let password = mail.password { line(2, "password: { \(Self.text(password)) }") }
    if let file = mail.caFile { line(2, "ca_file: \(YAMLText.block(file))") }
  }
}
