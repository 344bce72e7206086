/// Why a text is no fault.
public enum SandboxFaultError: Error, Sendable, Hashable, CustomStringConvertible {
  /// No fault has that name.
  case unknownKind(String)
  /// The rate is missing or not between 0 and 1.
  case rate(SandboxFault.Kind, String)
  /// The argument is no number that is 0 or more, or the fault takes none.
  case argument(SandboxFault.Kind, String)
  /// The seed is no whole number.
  case seed(String)

  /// What is wrong and what to write instead.
  public var description: String {
    switch self {
    case .unknownKind(let name):
      let kinds = SandboxFault.Kind.allCases.map(\.rawValue).joined(separator: ", ")
      return "There is no fault “\(name)”. Write KIND:RATE[:ARG][@SEED] with one of \(kinds)."
    case .rate(let kind, let text):
      return "The rate “\(text)” of \(kind.rawValue) must be a number from 0 to 1, as in "
        + "\(kind.rawValue):0.1."
    case .argument(let kind, let text):
      return kind.takesArgument
        ? "The argument “\(text)” of \(kind.rawValue) must be one number, 0 or more, in "
          + "\(kind == .latency ? "milliseconds" : "seconds")."
        : "\(kind.rawValue) takes no argument; remove “:\(text)”."
    case .seed(let text): return "The seed “\(text)” must be a whole number, 0 or more."
    }
  }
}
