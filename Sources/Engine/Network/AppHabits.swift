import Text
import SCIM
import Synchronization

/// The forms of requests that an app wants, as one run found them out.
final class AppHabits: Sendable {
  /// What is to be done after an answer.
  enum Step {
    /// It is the answer.
    case answer(HTTPResponse)
    /// The request is sent again in another form.
    case again(RequestForm)
  }

  private struct Place: Hashable {
    let collection: Substring
    let isCollection: Bool

    init(_ form: RequestForm) {
      collection = form.collection
      isCollection = form.isCollection
    }
  }

  private struct State {
    var wanted: [Place: Set<RequestForm.Variant>] = [:]
    /// Where a slash is not tried (again) because of a 404.
    var isPlain: Set<Place> = []
  }

  private let base: String
  private let state = Mutex(State())

  /// The habits of an app with this base URL, of which nothing is known yet.
  init(base: String) {
    self.base = base
  }

  /// The form in which a request is sent first.
  func form(_ request: HTTPRequest) -> RequestForm {
    var form = RequestForm(request: request)
    form.variants = state.withLock { $0.wanted[Place(form)] ?? [] }
    return form
  }

  /// Learns from an answer to a form.
  ///
  /// - Parameter first: the answer to the first form, which counts where no other one is better.
  func step(after form: RequestForm, _ response: HTTPResponse, first: HTTPResponse) -> Step {
    state.withLock { state in
      let place = Place(form)
      let known = state.wanted[place] ?? []
      let tried = form.variants.subtracting(known)
      if let wanted = form.wanted(by: response, base: base),
        isTried(wanted, response, place, &state)
      {
        var next = form
        next.variants.insert(wanted)
        return .again(next)
      }
      let isProved = tried.allSatisfy { RequestForm.proves(response, $0) }
      if isProved, !tried.isEmpty { state.wanted[place] = known.union(tried) }
      if (200..<300).contains(response.status) { state.isPlain.insert(place) }
      return .answer(isProved ? response : first)
    }
  }

  /// Whether the app takes no `startIndex` in this collection, so that a list is one page.
  func isUnpaged(_ collection: String) -> Bool {
    form(.list(collection)).variants.contains(.unpaged)
  }

  private func isTried(
    _ variant: RequestForm.Variant, _ response: HTTPResponse, _ place: Place, _ state: inout State
  ) -> Bool {
    // A 404 may mean much else, so that it is tried once.
    variant != .slash || response.status != 404 || state.isPlain.insert(place).inserted
  }
}
