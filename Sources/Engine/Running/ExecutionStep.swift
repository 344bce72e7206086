import Provisioning
import SCIM
import Text

/// A part of an execution, with what all parts need of it.
protocol ExecutionStep {
  var execution: Execution { get }
}

extension ExecutionStep {
  var engine: ProvisioningEngine { execution.engine }
  var app: AppRecord { execution.app }
  var task: ProvisioningTask { execution.task }
  var knowledge: AppKnowledge { execution.knowledge }
  var schemas: SchemaSet { execution.schemas }
  var comparison: AccountComparison { execution.comparison }
  var past: TaskPast? { execution.past }
  var ending: TaskEnding? { execution.ending }
  var backoff: Double { execution.backoff }
  var ownRequest: String { execution.ownRequest }
  var accepted: HTTPResponse? { get async throws { try await execution.accepted } }

  var creation: AccountCreation { AccountCreation(execution: execution) }
  var change: AccountChange { AccountChange(execution: execution) }
  var comeback: AccountReturn { AccountReturn(execution: execution) }
  var groupCreation: GroupCreation { GroupCreation(execution: execution) }
  var matching: AccountMatching { AccountMatching(execution: execution) }
  var keeping: AccountKeeping { AccountKeeping(execution: execution) }
  var accountValues: AccountValues { AccountValues(execution: execution) }
  var writing: ResourceWriting { ResourceWriting(execution: execution) }

  /// Sends a request of the task; see `Execution.exchange`.
  func exchange(_ request: HTTPRequest) async throws -> HTTPResponse {
    try await execution.exchange(request)
  }

  /// Works on the store; see `Execution.store`.
  func store<Result: Sendable>(
    _ body: @escaping @Sendable (any StoreSession) throws -> Result
  ) async throws -> Result {
    try await execution.store(body)
  }

  /// The error of an answer that says no.
  func failure(_ response: HTTPResponse, advice: String? = nil) -> TaskError {
    execution.failure(response, advice: advice)
  }

  /// The resource that an answer shows; see `Execution.resource`.
  func resource(_ response: HTTPResponse, id: String) throws -> JSONValue? {
    try execution.resource(response, id: id)
  }
}
