import Foundation
import NIOCore
import NIOPosix
import NIOSSL
public import Provisioning
import SCIM
import Synchronization
import Text

/// Hands messages to a mail server (RFC 5321), encrypted wherever it is not this host.
///
/// Written here over the sockets and the TLS that are there for HTTP: libcurl would be one more library
/// to install, with a second TLS and its own settings from the environment.
public struct MailClient: Sendable {
  /// Why a message did not arrive.
  public struct Failure: Error, Sendable {
    /// What happened, as the end of a sentence.
    public let reason: String
    /// Whether it did arrive at others than those whom the reason names.
    public let isPartial: Bool
  }

  private typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

  private let server: MailServer
  private let roots: TrustRoots
  private let user: String?
  private let password: TokenSource?
  private let resolver: TokenResolver
  private let words: FailureWords
  /// Whether it may go on unencrypted: the server is this host.
  var mayBeClear: Bool

  /// How long the whole may take, in seconds.
  var patience: Int64 = 20

  /// - Parameter resolver: fetches the password, each time.
  /// - Throws: ``Failure`` where the settings name no server or the file of authorities is none.
  public init(
    _ settings: NotifySettings.Mail, server: String, resolver: TokenResolver
  ) throws(Failure) {
    for address in [settings.from] + settings.to where !NotifySettings.Mail.isAddress(address) {
      throw Failure(reason: "\(address.quotedForPeople) is no address of mail", isPartial: false)
    }
    do throws(TransportError) {
      self.server = try MailServer(server)
      roots = try TrustRoots(caFile: settings.caFile)
    } catch {
      throw Failure(reason: error.mailReason, isPartial: false)
    }
    user = settings.user
    password = settings.password
    self.resolver = resolver
    words = FailureWords(
      endpoint: self.server.endpoint, proxy: nil, usesOwnAuthority: settings.caFile != nil,
      setting: "server")
    mayBeClear = self.server.endpoint.isLoopback
  }

  /// Sends a message. Whoever is refused as a recipient does not keep it from the others.
  public func send(_ message: MailMessage) async throws(Failure) {
    do {
      let secret = try await secret()
      let channel = try await connect()
      let lateness = Lateness()
      let limit = channel.channel.eventLoop.scheduleTask(in: .seconds(patience)) {
        lateness.isReached.store(true, ordering: .relaxed)
        channel.channel.close(promise: nil)
      }
      defer { limit.cancel() }
      do {
        try await talk(over: channel, message, secret)
      } catch  where lateness.isReached.load(ordering: .relaxed) {
        throw Failure(
          reason: "\(server.endpoint.name) did not take the message within \(patience) seconds",
          isPartial: false)
      }
    } catch {
      throw await failure(error)
    }
  }

  private final class Lateness: Sendable {
    let isReached = Atomic(false)
  }

  private func talk(
    over channel: Connection, _ message: MailMessage,
    _ secret: (user: String, password: Password)?
  ) async throws {
    var refused: [(String, MailReply)]?
    do {
      try await channel.executeThenClose { inbound, outbound in
        var session = MailSession(
          input: inbound.makeAsyncIterator(), output: outbound,
          isEncrypted: server.endpoint.isTLS, mayBeClear: mayBeClear)
        refused = try await session.send(message, as: secret) {
          try await encrypt(channel.channel)
        }
      }
    } catch  where refused != nil {
      // The message is theirs; how the connection ends changes nothing.
    }
    guard let refused, !refused.isEmpty else { return }
    throw Failure(
      reason: "\(server.endpoint.name) refused "
        + refused.map { "\($0.visible): \($1.words)" }.joined(separator: "; "),
      isPartial: true)
  }

  private func secret() async throws(TokenError) -> (user: String, password: Password)? {
    guard let user, let password else { return nil }
    return (user, try await resolver.password(password))
  }

  private func connect() async throws -> Connection {
    let endpoint = server.endpoint
    let tls = endpoint.isTLS ? try handler() : nil
    return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(10))
      .connect(host: endpoint.host, port: endpoint.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          if let tls { try channel.pipeline.syncOperations.addHandler(tls()) }
          return try Connection(wrappingChannelSynchronously: channel)
        }
      }
  }

  /// Encrypts a connection that was not.
  private func encrypt(_ channel: any Channel) async throws {
    let tls = try handler()
    try await channel.eventLoop.submit {
      try channel.pipeline.syncOperations.addHandler(tls(), position: .first)
    }.get()
  }

  private func handler() throws -> @Sendable () throws -> NIOSSLClientHandler {
    let context = try NIOSSLContext(configuration: roots.configuration)
    let host = server.endpoint.host
    let name = AddressBlock.address(host) == nil ? host : nil
    return { try NIOSSLClientHandler(context: context, serverHostname: name) }
  }

  private func failure(_ error: any Error) async -> Failure {
    switch error {
    case let error as Failure: return error
    case let error as TokenError:
      return Failure(
        reason: error.message.replacingOccurrences(of: "the token ", with: "the password "),
        isPartial: false)
    case let error as MailProblem:
      return Failure(reason: "\(server.endpoint.name) \(error.words)", isPartial: false)
    default:
      let problem = await words.error(for: error, isUnsent: true, redactor: Redactor(nil))
      return Failure(reason: problem.mailReason, isPartial: false)
    }
  }
}

extension TransportError {
  /// What happened, as the end of a sentence.
  fileprivate var mailReason: String {
    switch self {
    case .unreachable(let reason), .tls(let reason), .reset(let reason), .noToken(let reason):
      reason
    case .timeout: "the mail server did not answer in time"
    case .tooLarge: "the mail server says more than is taken"
    case .cancelled: "it was stopped"
    }
  }
}
