import Text
import Console
import Engine

/// What effects do by requests to an app or a directory.
struct EffectTalks: Sendable {
  let engine: ProvisioningEngine
  let directories: DirectorySync
  let progress: EffectProgress

  private var post: @Sendable (ConsoleEvent) -> Void { progress.post }

  func testConnection(_ app: String, enabling: Bool) async throws {
    let report = try await engine.connections.test(app, enabling: enabling)
    post(
      .connectionTested(app: app, report.steps, supports: report.serviceProvider?.supported ?? []))
    post(report.isUsable ? .done(report.summary) : .failed(report.summary))
  }

  func refreshEntitlements(_ app: String, _ effect: Effect, _ token: CancelToken) async throws {
    let count = try await engine.entitlements.refresh(
      app, progress: progress.counting(effect, token))
    post(.done("\(Words.count(count, "group")) read"))
  }

  func verify(
    _ app: String, _ user: String?, _ effect: Effect, _ token: CancelToken
  ) async throws {
    let report = try await engine.verification.verify(
      app, user: user, progress: progress.counting(effect, token))
    tell(report, app, user)
  }

  func testRun(_ app: String, _ user: String) async throws {
    let report = try await engine.testRuns.run(app, user: user) { step in
      post(
        .testStepEnded(
          app: app, user: user,
          TestStep(name: step.name, passed: step.passed, detail: step.detail)))
    }
    let failed = report.steps.last { !$0.passed }
    post(
      report.passed
        ? .done("the test run of \(user) passed")
        : .failed("the test run failed at \(failed?.name ?? "its start")"))
  }

  /// Reads a directory source, and says what changed.
  func sync(_ name: String, _ effect: Effect, _ token: CancelToken) async throws {
    let tell = progress.counting(effect, token)
    let result = try await directories.sync(name) { tell($0) }
    guard !result.isConfirmed else {
      return post(.done("\(result.source): nothing changed since it was read last"))
    }
    let changes = result.changes
    let people =
      (result.read.map { "\($0) of " } ?? "") + Words.count(result.people, "person", "people")
    post(
      .done(
        "\(result.source): \(people) read; \(changes.added) added, \(changes.changed) changed, \(changes.deleted) deleted"
          + (result.notes.isEmpty ? "" : "; Enter shows \(Words.count(result.notes.count, "note"))")
      ))
  }

  private func tell(_ report: VerifyReport, _ app: String, _ user: String?) {
    guard let first = report.differences.first else {
      if user == nil { post(.differencesFound(app: app, [])) }
      let who = user.map { "\($0) was read back, as it should be" }
      return post(.done(who ?? "\(report.accounts) accounts read back, as they should be"))
    }
    let count = Words.count(report.differences.count, "difference")
    post(.differencesFound(app: app, report.differences))
    post(.failed("\(count), such as \(first.name): \(first.what) · d on Tasks lists them"))
  }
}

extension JSONValue {
  /// What a service provider's config says that it supports (RFC 7643, section 5).
  fileprivate var supported: [String] {
    ["patch", "bulk", "filter", "sort", "etag", "changePassword"].filter {
      self[$0]?["supported"]?.bool == true
    }
  }
}
