import SCIM

/// Where a list that is paged by cursor goes on (RFC 9865).
enum ListCursor {
  /// After the resource with this place in the order of creation: none is passed over or seen
  /// twice, whatever is created or deleted meanwhile.
  case sequence(Int)
  /// After this many resources, of a sorted list.
  case offset(Int)

  /// Reads a cursor that was given out for the same list; empty text is the start.
  init(_ text: String, for request: ListRequest) throws(SCIMFailure) {
    guard !text.isEmpty else {
      self = .offset(0)
      return
    }
    let maximum = 1 << 40
    let parts = text.split(separator: "-")
    guard parts.count == 3, parts[2] == request.fingerprint, let number = Int(parts[1]),
      (0...maximum).contains(number)
    else {
      throw SCIMFailure(
        status: 400, scimType: "invalidCursor", detail: "The cursor is not one of this list.")
    }
    self = parts[0] == "s" ? .sequence(number) : .offset(number)
  }

  func text(for request: ListRequest) -> String {
    switch self {
    case .sequence(let number): "s-\(number)-\(request.fingerprint)"
    case .offset(let number): "o-\(number)-\(request.fingerprint)"
    }
  }
}
