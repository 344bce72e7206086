import Text
public import Console
import Dispatch
public import Engine
import Foundation
public import Host
public import Provisioning

/// Carries out the console's effects off the thread that owns the terminal; each answers by events,
/// the last of them `.ended`.
public struct EffectRunner: Sendable {
  let engine: ProvisioningEngine
  let readings: EffectReadings
  let changes: EffectChanges
  let talks: EffectTalks
  let home: Home
  let vendors: VendorCatalog
  let filters: FilterFile
  let words: @Sendable (any Error) -> [String]
  /// Takes the answers, from any thread.
  public let post: @Sendable (ConsoleEvent) -> Void
  let running = RunningEffects()
  private let details = DetailPace()
  /// What blocks while it reads or writes the store stays off the threads that serve the network.
  private let queue = DispatchQueue(label: "effects", attributes: .concurrent)

  private let isReadOnly: Bool

  /// - Parameters:
  ///   - directories: reads directory sources, for the same engine.
  ///   - head: the file that holds the audit log's head.
  ///   - vendors: what a `template` may name.
  ///   - filters: the filters that the person keeps.
  ///   - isReadOnly: whether nothing may be changed: not in the store, nor beside it.
  ///   - words: what an error says to a person, a line each.
  ///   - post: takes the answers, from any thread.
  public init(
    _ engine: ProvisioningEngine, directories: DirectorySync, home: Home, head: HeadFile,
    vendors: VendorCatalog, filters: FilterFile, isReadOnly: Bool,
    words: @escaping @Sendable (any Error) -> [String],
    post: @escaping @Sendable (ConsoleEvent) -> Void
  ) {
    let engine = isReadOnly ? engine.readOnly : engine
    let progress = EffectProgress(post: post)
    self.engine = engine
    readings = EffectReadings(engine: engine, head: head, progress: progress)
    changes = EffectChanges(engine: engine, home: home, vendors: vendors, progress: progress)
    talks = EffectTalks(engine: engine, directories: directories, progress: progress)
    self.home = home
    self.vendors = vendors
    self.filters = filters
    self.isReadOnly = isReadOnly
    self.words = words
    self.post = post
  }

  /// Starts an effect, or cancels one.
  ///
  /// - Returns: what the terminal has to do for it; `nil` where it goes on by itself.
  public func start(_ effect: Effect) -> TerminalWork? {
    switch carrier(of: effect) {
    case .terminal(let work): return work
    case .cancel(let other): running.cancel(other)
    case .store(let body):
      start(effect) { token in
        if effect.isOfDetail { await details.wait() }
        try await blocking { try body(token) }
      }
    case .network(let body): start(effect, body)
    }
    return nil
  }

  private func start(
    _ effect: Effect, _ body: @escaping @Sendable (CancelToken) async throws -> Void
  ) {
    let token = CancelToken()
    let task = Task.detached {
      let isGood = await carryOut(effect, token, body)
      running.end(effect)
      // First what there is to read again, so that nobody takes the console for done in between.
      if !effect.isReading { post(.storeChanged) }
      post(.ended(effect, isGood: isGood))
    }
    running.begin(effect, task, token)
  }

  /// Says whether the store is there: an answer that says no to what was asked is an answer.
  private func carryOut(
    _ effect: Effect, _ token: CancelToken, _ body: @Sendable (CancelToken) async throws -> Void
  ) async -> Bool {
    do {
      try refuseChange(effect)
      try await body(token)
      return true
    } catch let error as any StoreProblem {
      post(.failed(error.sentence))
      return false
    } catch let cut as DecisionCut {
      post(.failed(words(cut).joined(separator: "; ")))
      return false
    } catch {
      let lines = words(error)
      post(.failed(token.isCancelled ? effect.cancelled : lines.joined(separator: "; ")))
      return effect.isReading && !effect.isLong
    }
  }

  /// Refuses what is not only looked at, where nothing may be changed.
  func refuseChange(_ effect: Effect) throws(EngineError) {
    if isReadOnly, !effect.isReading || effect.changesSettings { throw .readOnly }
  }

  private func blocking(_ body: @escaping @Sendable () throws -> Void) async throws {
    try await withCheckedThrowingContinuation {
      (continuation: CheckedContinuation<Void, any Error>) in
      queue.async { continuation.resume(with: Result { try body() }) }
    }
  }

  /// What is another number once anybody changed the store; `nil` while it cannot be asked.
  public func storeVersion() -> Int64? { try? engine.store.version() }

  /// Executes approved tasks while the console is open.
  public func startWorker() -> Task<Void, Never> {
    Task.detached {
      post(.worker(.working(ended: 0)))
      let worker = Worker(engine, untilIdle: false, by: "console") { report in
        let ended = report.provisioned + report.failed + report.moved
        post(.worker(.working(ended: ended)))
        post(.storeChanged)
      }
      do {
        _ = try await worker.run()
      } catch {
        post(.worker(.stopped(words(error).joined(separator: "; "))))
      }
    }
  }
}
