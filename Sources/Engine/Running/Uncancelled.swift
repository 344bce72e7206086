/// Runs the body to its end although the caller is cancelled meanwhile.
func uncancelled<Success: Sendable>(
  _ body: @escaping @Sendable () async throws -> Success
) async throws -> Success {
  try await besides(body).value
}

/// Begins something that is not cancelled with the caller, only by itself.
///
/// It runs where the caller runs: a task outside of every group does not inherit the executor, and
/// what runs elsewhere would escape whoever gave the caller its order.
func besides<Success: Sendable>(
  _ body: @escaping @Sendable () async throws -> Success
) -> Task<Success, any Error> {
  let executor = withUnsafeCurrentTask { task -> (any TaskExecutor)? in
    guard #available(macOS 26.4, *) else { return nil }
    return task?.unownedTaskExecutor?.asTaskExecutor()
  }
  return Task(executorPreference: executor, operation: body)
}
