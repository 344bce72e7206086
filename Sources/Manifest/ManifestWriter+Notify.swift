import Provisioning

extension ManifestWriter {
  mutating func write(_ notify: NotifySettings) {
    line(0, "notify:")
    line(1, "on: \(YAMLText.list(notify.on.map(\.rawValue)))")
    line(1, "every: \(Self.window(notify.every))")
    if let command = notify.command { line(1, "command: \(YAMLText.list(command))") }
    guard let webhook = notify.webhook else { return }
    line(1, "webhook:")
    line(2, "url: \(YAMLText.block(webhook.url))")
    if let secret = webhook.secret { line(2, "secret: { \(Self.text(secret)) }") }
    if let file = webhook.caFile { line(2, "ca_file: \(YAMLText.block(file))") }
  }
}
