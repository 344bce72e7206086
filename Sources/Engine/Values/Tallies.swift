import Text
import Provisioning
import SCIM

/// What a value that is not saved gives, over the directory.
public struct ValueTally: Sendable, Hashable {
  /// What one user gets.
  public struct Example: Sendable, Hashable {
    /// The username.
    public var username: String
    /// The value, or what is wrong with it.
    public var value: String
  }

  /// How many users it gives a value.
  public var given = 0
  /// How many users it gives none.
  public var empty = 0
  /// How many users it gives something that is not what the attribute wants.
  public var wrong = 0
  /// The first people for whom it is wrong, else the first who get a value.
  public var examples: [Example] = []
  /// Whether these were all users; in a large directory not all are looked at.
  public var isAll = true

  /// How many users were looked at.
  public var users: Int { given + empty + wrong }

  /// Nobody yet.
  public init() {}
}

/// Of how many users something is true, counted while it is typed.
public struct Tallies: Sendable {
  let store: any Store
  let time: any TimeSource

  /// How many examples are kept.
  private static let examples = 3

  /// What a value would give everyone of the directory.
  ///
  /// - Parameters:
  ///   - path: the app's attribute.
  ///   - value: the value as it is typed.
  /// - Throws: `EngineError.invalid` where it cannot be read.
  public func tally(_ app: String, _ path: String, _ value: String) throws -> ValueTally {
    try store.read { session in
      let record = try session.existingApp(named: app)
      let context = try PlanContext(record, in: session, now: time.now())
      let parameter: CompiledParameter
      do throws(EvaluatorError) {
        parameter = try CompiledParameter(path, value, schemas: context.schemas)
      } catch {
        throw EngineError.invalid(error.sentence)
      }
      let today = context.evaluator.time.todayText
      var tally = ValueTally()
      var wrong: [ValueTally.Example] = []
      tally.isAll = try ValueAdvice.look(upTo: ValueAdvice.checkedUsers, in: session) { user in
        switch parameter.result(for: user, on: today) {
        case .success(nil): tally.empty += 1
        case .success(let value?):
          tally.given += 1
          if tally.examples.count < Self.examples {
            tally.examples.append(.init(username: user.username, value: Words.value(value)))
          }
        case .failure(let problem):
          tally.wrong += 1
          if wrong.count < Self.examples {
            wrong.append(.init(username: user.username, value: problem.sentence))
          }
        }
        return true
      }
      if !wrong.isEmpty { tally.examples = wrong }
      return tally
    }
  }
}
