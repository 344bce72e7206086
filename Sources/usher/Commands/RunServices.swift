import ArgumentParser
import Engine
import Foundation
import Host
import Logging
import Text
import Transport

/// Where the metrics are: `HOST:PORT`, or a port of this host alone.
struct ListenAddress: ExpressibleByArgument {
  let host: String
  let port: Int

  init(host: String, port: Int) { (self.host, self.port) = (host, port) }

  init?(argument: String) {
    let colon = argument.lastIndex(of: ":")
    let digits = colon.map { argument[argument.index(after: $0)...] } ?? argument[...]
    guard let port = Int(digits), (0...65_535).contains(port) else { return nil }
    var host = colon.map { argument[..<$0] } ?? "127.0.0.1"
    if host.hasPrefix("["), host.hasSuffix("]") { host = host.dropFirst().dropLast() }
    guard !host.isEmpty else { return nil }
    self.init(host: String(host), port: port)
  }

  /// As it was written.
  var words: String { host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)" }
}

/// What goes on beside a worker: readings of the directory, notices, the metrics, and word to systemd.
struct RunServices: Sendable {
  let composition: Composition
  let metrics: ListenAddress?
  /// Whether it goes on until it is stopped, and so reads the directory and tells people.
  let staysUp: Bool
  /// What the worker has done until now.
  let report: Locked<RunReport>

  /// Works until the worker ends.
  func run(beside worker: Worker) async throws -> RunReport {
    let manager = ServiceManager(ProcessInfo.processInfo.environment)
    defer { manager?.tell(.stopping) }
    return try await withThrowingTaskGroup(of: RunReport?.self) { group in
      group.addTask { try await worker.run() }
      if staysUp {
        group.addTask {
          await DirectorySchedule(composition.directorySync).run()
          return nil
        }
        group.addTask {
          await Notifier(composition.engine, couriers: composition.couriers).run()
          return nil
        }
      }
      if let pause = manager?.watchdogPause {
        group.addTask {
          while !Task.isCancelled {
            manager?.tell(.alive)
            try? await Task.sleep(for: .seconds(pause))
          }
          return nil
        }
      }
      if let metrics {
        group.addTask {
          try await serve(metrics) { manager?.tell(.ready) }
          return nil
        }
      } else {
        manager?.tell(.ready)
      }
      defer { group.cancelAll() }
      while let result = try await group.next() {
        if let result { return result }
      }
      return report.get()
    }
  }

  private func serve(
    _ address: ListenAddress, whenReady: @escaping @Sendable () -> Void
  ) async throws {
    let server = PageServer("/metrics") { accept in
      let form = MetricText(accepting: accept)
      return PageServer.Page(contentType: form.contentType, text: form.text(of: try families()))
    }
    do {
      try await server.run(host: address.host, port: address.port) { port in
        let place = "http://\(ListenAddress(host: address.host, port: port).words)/metrics"
        composition.options.say("metrics at \(place)")
        composition.engine.log.info("metrics at \(place)")
        whenReady()
      }
    } catch let problem as PageServer.Unavailable {
      throw Failure(
        "metrics cannot be served at \(address.words): \(problem.reason); name another with --metrics",
        code: "metrics-unavailable")
    } catch {
      // The connection of one reader, or the end of the run.
    }
  }

  private func families() throws -> [MetricFamily] {
    var families = try composition.engine.metrics.families() + report.get().metrics
    if let size = composition.storeSize {
      families.append(
        MetricFamily("store_bytes", .gauge, "How large the store is on disk.", [.init(size)]))
    }
    families.append(
      MetricFamily(
        "build_info", .gauge, "The version that runs.", [.init(1, ("version", Usher.version))]))
    return families
  }
}
