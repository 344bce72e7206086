import Foundation
import Testing

/// usher's own sandbox in a process of its own.
struct Sandbox: Sendable {
  let process: BackgroundProcess
  let server: Server

  /// Starts `usher sandbox` on a free port.
  init(_ usher: Usher, _ options: [String] = []) async throws {
    process = try BackgroundProcess(
      usher.command(["sandbox", "--port", "0", "--token", Usher.token] + options))
    let isReady = await process.holds(within: 30) {
      $0.output.contains("http://") || !$0.isRunning
    }
    let words = process.output.split { $0 == " " || $0 == "\n" }
    guard isReady, let url = words.first(where: { $0.hasPrefix("http://") }) else {
      await process.stop()
      throw Command.Timeout(description: "the sandbox did not start: \(process.errors)")
    }
    server = Server(url: String(url), token: Usher.token, entering: usher.entering)
  }

  func stop() async { await process.stop() }
}
