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
    }
  }
}

/// Starts a program for each notice, which is its standard input as one line of JSON.
private struct CommandCourier: Courier {
  let words: [String]
  let environment: [String: String]

  private static let patience = 60.0

  func deliver(_ notice: Notice) async throws(NotDelivered) {
    let outcome: Result<ChildProcess.Ending?, ChildProcess.CannotStart> =
      await withCheckedContinuation { continuation in
        // The wait blocks; it must not hold one of the few threads that tasks run on.
        Thread.detachNewThread {
          continuation.resume(
            returning: Result { () throws(ChildProcess.CannotStart) in try run(notice) })
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

  private func run(_ notice: Notice) throws(ChildProcess.CannotStart) -> ChildProcess.Ending? {
    let input = Array((notice.json.textWithoutHidden + "\n").utf8)
    return try ChildProcess(words: words, environment: environment, input: input)
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
