import Text
import Console
import Engine

extension EffectRunner {
  func testConnection(_ app: String, enabling: Bool) async throws {
    let report = try await engine.connections.test(app, enabling: enabling)
    post(
      .connectionTested(app: app, report.steps, supports: report.serviceProvider?.supported ?? []))
    post(report.isUsable ? .done(report.summary) : .failed(report.summary))
  }

  func refreshEntitlements(_ app: String, _ effect: Effect, _ token: CancelToken) async throws {
    let count = try await engine.entitlements.refresh(app, progress: progress(effect, token))
    post(.done("\(Words.count(count, "group")) read"))
  }

  func verify(
    _ app: String, _ user: String?, _ effect: Effect, _ token: CancelToken
  ) async throws {
    let report = try await engine.verification.verify(
      app, user: user, progress: progress(effect, token))
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
