import Foundation
import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// Finds out why a certificate was refused. The TLS library tells that it was, but not whether its
/// time is over; a second handshake, which is broken off before anything is sent, shows it.
struct CertificateProbe: Sendable {
  let endpoint: Endpoint

  /// The reason as the end of a sentence, or `nil` where the dates are right.
  func reason(now: Date = Date()) async -> String? {
    guard let certificate = await serverCertificate() else { return nil }
    let from = Date(timeIntervalSince1970: TimeInterval(certificate.notValidBefore))
    let until = Date(timeIntervalSince1970: TimeInterval(certificate.notValidAfter))
    if until < now { return "it expired on \(Self.day(until))" }
    if from > now {
      return "it is valid only from \(Self.day(from)); is this machine's clock right?"
    }
    return nil
  }

  private func serverCertificate() async -> NIOSSLCertificate? {
    let box = Box()
    guard let context = try? NIOSSLContext(configuration: .makeClientConfiguration()) else {
      return nil
    }
    let isAddress = AddressBlock.address(endpoint.host) != nil
    let name = isAddress ? nil : endpoint.host
    let bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .connectTimeout(.seconds(5))
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          let handler = try NIOSSLClientHandler(context: context, serverHostname: name) {
            chain, verdict in
            box.value.withLock { $0 = chain.first }
            verdict.succeed(NIOSSLVerificationResult.failed)
          }
          try channel.pipeline.syncOperations.addHandler(handler)
        }
      }
    guard let channel = try? await bootstrap.connect(host: endpoint.host, port: endpoint.port).get()
    else { return nil }
    let limit = channel.eventLoop.scheduleTask(in: .seconds(5)) {
      channel.close(promise: nil)
    }
    try? await channel.closeFuture.get()
    limit.cancel()
    return box.value.withLock { $0 }
  }

  private final class Box: Sendable {
    let value = Mutex<NIOSSLCertificate?>(nil)
  }

  private static func day(_ date: Date) -> String {
    date.formatted(.iso8601.year().month().day())
  }
}
