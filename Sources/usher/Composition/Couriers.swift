import Engine
import Foundation
import Host
import Provisioning
import SCIM
import Text
import Transport

/// Brings notices to people in the ways that the configuration names.
struct Couriers: CourierSource {
  let store: any Store
  let environment: [String: String]

  func courier(
    for channel: NotifySettings.Channel, _ settings: NotifySettings
  ) throws -> any Courier {
    let hidden = try SecretVariables.named(in: store)
    switch channel {
    case .command:
      return CommandCourier(
        words: settings.command ?? [], environment: environment.filter { !hidden.contains($0.key) })
    case .webhook:
      guard let webhook = settings.webhook else { throw NotDelivered("no address is set") }
      let visible =
        try webhook.secret.map { try SecretVariables.visible(to: $0, of: environment, in: store) }
        ?? [:]
      return WebhookCourier(
        webhook: try Webhook(
          webhook, resolver: TokenResolver(environment: visible), version: Usher.version))
    case .mail:
      guard let mail = settings.mail else { throw NotDelivered("no address is set") }
      return try courier(mail, environment.filter { !hidden.contains($0.key) })
    }
  }

  private func courier(
    _ mail: NotifySettings.Mail, _ visible: [String: String]
  ) throws -> any Courier {
    guard let server = mail.server else {
      return SendmailCourier(mail: mail, environment: visible)
    }
    let told =
      try mail.password.map { try SecretVariables.visible(to: $0, of: environment, in: store) }
      ?? [:]
    return MailCourier(
      mail: mail, server: server, resolver: TokenResolver(environment: told))
  }
}

/// Starts a program for each notice, which is its standard input as one line of JSON.
private struct CommandCourier: Courier {
  let words: [String]
  let environment: [String: String]

  func deliver(_ notice: Notice) async throws(NotDelivered) {
    let input = Array((notice.json.textWithoutHidden + "\n").utf8)
    try await Program(words: words, environment: environment, input: input).run()
  }
}

/// Hands each notice to this host's own way of sending mail.
private struct SendmailCourier: Courier {
  let mail: NotifySettings.Mail
  let environment: [String: String]

  /// The program that every mail system of Unix brings, wherever it is.
  private var program: String? {
    let named: [String] = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    return (named + ["/usr/sbin", "/usr/lib"]).map { "\($0)/sendmail" }
      .first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  func deliver(_ notice: Notice) async throws(NotDelivered) {
    guard let program else {
      throw NotDelivered("this host has no sendmail; name a `server` for mail")
    }
    let message = MailMessage(notice, as: mail)
    let words = [program, "-i", "-f", message.from, "--"] + message.to
    // On this side of the network lines end as files here do.
    let input = message.bytes.filter { $0 != UInt8(ascii: "\r") }
    try await Program(words: words, environment: environment, input: input).run()
  }
}

/// Hands each notice to a mail server.
private struct MailCourier: Courier {
  let mail: NotifySettings.Mail
  let server: String
  let resolver: TokenResolver

  func deliver(_ notice: Notice) async throws(NotDelivered) {
    do throws(MailClient.Failure) {
      try await MailClient(mail, server: server, resolver: resolver)
        .send(MailMessage(notice, as: mail))
    } catch {
      throw NotDelivered(error.reason, isPartial: error.isPartial)
    }
  }
}

extension MailMessage {
  fileprivate init(_ notice: Notice, as mail: NotifySettings.Mail) {
    let letter = notice.letter
    self.init(
      from: mail.from, to: mail.to, subject: letter.subject, text: letter.text, id: notice.id,
      at: notice.at)
  }
}

/// A program that reads something and ends within a minute.
private struct Program: Sendable {
  let words: [String]
  let environment: [String: String]
  let input: [UInt8]

  private static let patience = 60.0

  func run() async throws(NotDelivered) {
    let outcome: Result<ChildProcess.Ending?, ChildProcess.CannotStart> =
      await withCheckedContinuation { continuation in
        // The wait blocks; it must not hold one of the few threads that tasks run on.
        Thread.detachNewThread {
          continuation.resume(
            returning: Result { () throws(ChildProcess.CannotStart) in try start() })
        }
      }
    let name = words.first ?? ""
    switch outcome {
    case .failure(let error):
      throw NotDelivered("\(error.program) cannot be started: \(error.reason)")
    case .success(nil): throw NotDelivered("\(name) did not end within a minute")
    case .success(let ended?):
      if let signal = ended.signal { throw NotDelivered("signal \(signal) ended \(name)") }
      if ended.status != 0 { throw NotDelivered("\(name) ended with \(ended.status)") }
    }
  }

  private func start() throws(ChildProcess.CannotStart) -> ChildProcess.Ending? {
    try ChildProcess(words: words, environment: environment, input: input)
      .collect(until: Date().addingTimeInterval(Self.patience), limit: 1 << 16)
  }
}

/// Posts each notice to an address.
private struct WebhookCourier: Courier {
  let webhook: Webhook

  func deliver(_ notice: Notice) async throws(NotDelivered) {
    let status: Int
    do {
      status = try await webhook.send(
        notice.json, id: notice.id, now: Date().timeIntervalSince1970)
    } catch let error as TokenError {
      throw NotDelivered(
        error.message.replacingOccurrences(of: "the token ", with: "the secret "))
    } catch {
      throw NotDelivered(Complaint.lines(of: error).joined(separator: "; "))
    }
    guard (200..<300).contains(status) else {
      throw NotDelivered("the address answered \(status)")
    }
  }
}
