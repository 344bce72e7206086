import Text

/// Words for errors that no room of ours throws.
enum ErrorWords {
  static func sentence(_ error: any Error) -> String {
    switch error {
    case let error as EngineError: error.sentence
    case let error as any StoreProblem: error.sentence
    default: "the store could not be written; the task stays approved and is tried again"
    }
  }
}
