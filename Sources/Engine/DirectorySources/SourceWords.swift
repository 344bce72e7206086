import Text

/// What went wrong with a source, in words that are kept.
enum SourceWords {
  /// The sentence; `nil` where nothing is wrong with the source.
  static func sentence(_ error: any Error) -> String? {
    switch error {
    case is CancellationError: nil
    case let error as any CodedError: error.sentence
    default: "something unexpected went wrong"
    }
  }
}
