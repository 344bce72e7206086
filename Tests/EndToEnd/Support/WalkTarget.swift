import Foundation
import Testing

/// A server that the console is walked against.
enum WalkTarget: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case sandbox = "usher sandbox"
  case scim2Server = "scim2-server"

  /// Those that are here.
  static var here: [WalkTarget] { allCases.filter { $0 == .sandbox || Rig.isHere } }

  var testDescription: String { rawValue }

  /// Starts it.
  func start(_ usher: Usher) async throws -> (process: BackgroundProcess, server: Server) {
    switch self {
    case .sandbox:
      let sandbox = try await Sandbox(usher)
      return (sandbox.process, sandbox.server)
    case .scim2Server: return try await Rig.scim2Server.start()
    }
  }
}
