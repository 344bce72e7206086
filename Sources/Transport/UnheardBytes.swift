import Foundation
import NIOCore

/// What was sent and never reached the server.
enum UnheardBytes {
  /// For how long the system sends it again. A host that was cut off must not bring a request to the
  /// app after its work was given to another host, which is 20 seconds later at the earliest.
  private static let seconds = 15

  /// Lets a connection go, with what it has not brought, once the other side is silent for so long.
  static func giveUp(on channel: any Channel) -> EventLoopFuture<Void> {
    #if os(Linux)
      // TCP_USER_TIMEOUT; where the system has none of it, it is as without.
      let option = NIOBSDSocket.Option(rawValue: 18)
      return channel.setOption(
        .tcpOption(option), value: SocketOptionValue(seconds * 1000)
      ).recover { _ in }
    #else
      return channel.eventLoop.makeSucceededVoidFuture()
    #endif
  }
}
