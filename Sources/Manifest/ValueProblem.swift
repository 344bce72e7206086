/// What is wrong with a value, as the end of a sentence that begins with its key.
struct ValueProblem: Error, Hashable {
  let reason: String
}
