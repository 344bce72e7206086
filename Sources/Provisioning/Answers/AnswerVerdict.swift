/// What an answer to a write proves about the account, and so what has to happen next. A status is
/// little evidence: what a look at the account shows counts.
public enum AnswerVerdict: String, Sendable, Hashable {
  /// The app says that it did it: read it back.
  case readBack
  /// The app says that it will do it: look until it shows, and send nothing again.
  case waitForEffect
  /// Nobody is there, or no route serves this method: look at the account to tell which.
  case look
  /// The look says as well that the account is gone.
  case gone
  /// The look was no answer either way: look again later.
  case lookLater
  /// The app takes no PATCH: the whole account is sent, which is another request.
  case sendWhole
  /// The app wants the version of what is changed.
  case sendVersion
  /// A value may be taken: find who holds it.
  case findHolder
  /// The app says no, in its own words.
  case refused

  /// The verdict on an answer.
  ///
  /// - Parameters:
  ///   - method: the method of the write.
  ///   - status: the status of its answer.
  ///   - look: the status of a GET of the same account after it; `nil` before there was one.
  ///   - takesPatch: whether the app ever took a PATCH of an account.
  public init(method: String, status: Int, look: Int? = nil, takesPatch: Bool = false) {
    let isPatch = method == "PATCH"
    switch status {
    case 202: self = .waitForEffect
    case 200..<300: self = .readBack
    case 404, 410:
      switch look.map(Presence.init(status:)) {
      case nil: self = .look
      case .gone: self = .gone
      case .unknown: self = .lookLater
      // An app that took one before has the route: this answer is about something else.
      case .shown: self = isPatch && !takesPatch ? .sendWhole : .refused
      }
    case 405, 501: self = isPatch ? .sendWhole : .refused
    case 409: self = .findHolder
    case 412, 428: self = .sendVersion
    default: self = .refused
    }
  }
}

/// What the status of a GET says about a resource.
public enum Presence: Sendable, Hashable {
  /// It is there.
  case shown
  /// It is not there.
  case gone
  /// Nothing is known.
  case unknown

  /// What a status says.
  public init(status: Int) {
    switch status {
    case 200: self = .shown
    case 404, 410: self = .gone
    default: self = .unknown
    }
  }
}
