import Text
import Directories
import Engine
import Manifest
import Provisioning
import SCIM
import Transport

/// Something that a command could not do, in words.
struct Failure: CodedError {
  let code: String
  let sentence: String

  /// - Parameter code: of a failure that a program may want to tell from others.
  init(_ sentence: String, code: String = "refused") {
    self.code = code
    self.sentence = sentence
  }
}

/// Words for every error that can reach the command line: what happened, to what, what to do now.
enum Complaint {
  /// One line an error, without anything raw.
  static func lines(of error: any Error) -> [String] {
    switch error {
    case let error as any CodedError: [error.sentence.visible]
    case let error as ManifestProblems: error.lines.map(\.visible)
    case let error as DirectoryFileError: error.lines.map(\.visible)
    case let error as EvaluatorError: [error.sentence.visible]
    case let error as TransportError: [words(error)]
    case let cut as DecisionCut: [cut.sentence(because: reason(of: cut)).visible]
    case is CancellationError: ["it was interrupted; what was done is kept"]
    default: ["something unexpected went wrong; run it again, and report it if it happens again"]
    }
  }

  /// The name of the error, which stays while its words may change.
  static func code(of error: any Error) -> String {
    switch error {
    case let error as any CodedError: error.code
    case is ManifestProblems: "configuration-invalid"
    case is DirectoryFileError: "directory-file-invalid"
    case is EvaluatorError: "rules-invalid"
    case is TransportError: "connection-failed"
    case is DecisionCut: "decision-cut"
    case is CancellationError: "interrupted"
    default: "unexpected"
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
