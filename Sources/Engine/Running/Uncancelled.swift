/// Runs the body to its end although the caller is cancelled meanwhile.
///
/// It runs where the caller runs: a task outside of every group does not inherit the executor, and
/// what runs elsewhere would escape whoever gave the caller its order.
func uncancelled<Success: Sendable>(
  _ body: @escaping @Sendable () async throws -> Success
) async throws -> Success {
  let executor = withUnsafeCurrentTask { task -> (any TaskExecutor)? in
    guard #available(macOS 26.4, *) else { return nil }
    return task?.unownedTaskExecutor?.asTaskExecutor()
  }
  return try await Task(executorPreference: executor, operation: body).value
}
