import Text
import Provisioning
import SCIM
import Testing

/// What becomes of an open task where nothing is planned, and what is read back from the store.
@Suite struct OutcomeTests {
  @Test(
    arguments: [
      (.incomplete, .create, .assigned, true), (.incomplete, .update, .assigned, true),
      (.incomplete, .link, .noAccess, true), (.incomplete, .reactivate, .suspended, true),
      (.incomplete, .delete, .noAccess, false), (.incomplete, .delete, .incomplete, false),
      (.incomplete, .suspend, .noAccess, false), (.incomplete, .suspend, .suspended, false),
      (.incomplete, .suspend, .assigned, true), (.incomplete, .suspend, .incomplete, true),
      (.assigned, .update, .assigned, false), (.noAccess, .create, .assigned, false),
      (.excluded, .create, .assigned, false), (.suspended, .create, .assigned, false),
      (.deleted, .update, .assigned, false),
    ] as [(Outcome, TaskAction, Outcome, Bool)])
  func whatCannotBeComputedEndsNothing(
    _ row: (outcome: Outcome, action: TaskAction, before: Outcome, stays: Bool)
  ) {
    #expect(row.outcome.keeps(row.action, filedUnder: row.before) == row.stays)
    #expect(!row.outcome.keeps(row.action, filedUnder: row.before, isOutdated: true))
  }

  @Test func aProblemIsToldWithAndWithoutItsValue() {
    let wrong = ValueProblem(
      path: "active", kind: .wrongType(wanted: "true or false"), value: "yes please")
    #expect(wrong.sentence == "active is 'yes please', which is not true or false")
    #expect(wrong.reason == "active is not true or false" && wrong.isWrong)
    let empty = ValueProblem(path: "userName", kind: .empty)
    #expect(empty.sentence == "userName is empty" && empty.reason == empty.sentence)
    #expect(!empty.isWrong)
  }

  @Test(arguments: [
    "{}", "[]", "null", #"{"attributes":[],"groups":{}}"#, #"{"attributes":[["a"]],"groups":[]}"#,
    #"{"attributes":[[1,2]],"groups":[]}"#, #"{"attributes":[],"groups":[{"name":"G"}]}"#,
    #"{"attributes":[],"groups":[{"name":"G","create":"yes","rule":"r"}]}"#,
  ])
  func anAccountThatCannotBeReadIsNone(_ text: String) throws {
    #expect(DesiredAccount(json: try JSONValue(parsing: text)) == nil)
  }

  @Test(arguments: [
    "{}", "null", #"{"method":"GET"}"#, #"{"path":"/Users"}"#,
    #"{"method":"GET","path":"/","before":1}"#, #"{"method":"GET","path":"/","before":[{}]}"#,
  ])
  func aRequestThatCannotBeReadIsNone(_ text: String) throws {
    #expect(TaskRequest(json: try JSONValue(parsing: text)) == nil)
  }
}
