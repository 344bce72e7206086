import Directories
import Engine
import Manifest
import Transport
import Provisioning
import SCIM
import Storage

/// Something that a command could not do, in words.
struct Failure: Error {
  let sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}

/// Words for every error that can reach the command line: what happened, to what, what to do now.
enum Complaint {
  /// One line an error, without anything raw.
  static func lines(of error: any Error) -> [String] {
    switch error {
    case let error as Failure: [error.sentence.visible]
    case let error as EngineError: [error.sentence.visible]
    case let error as StoreError: [error.sentence.visible]
    case let error as ManifestProblems: error.lines.map(\.visible)
    case let error as DirectoryFileError: error.lines.map(\.visible)
    case let error as EvaluatorError: [error.sentence.visible]
    case let error as TransportError: [words(error)]
    case let cut as DecisionCut: [cut.sentence(because: reason(of: cut)).visible]
    case is CancellationError: ["it was interrupted; what was done is kept"]
    default: ["something unexpected went wrong; run it again, and report it if it happens again"]
    }
  }

  private static func reason(of cut: DecisionCut) -> String {
    cut.reason is CancellationError
      ? "it was cancelled" : lines(of: cut.reason).joined(separator: "; ")
  }

  private static func words(_ error: TransportError) -> String {
    switch error {
    case .unreachable(let why), .tls(let why), .reset(let why), .noToken(let why): why.visible
    case .timeout: "the app did not answer in time; try again"
    case .tooLarge: "the app's answer was too large to be read"
    case .cancelled: "it was interrupted"
    }
  }
}
