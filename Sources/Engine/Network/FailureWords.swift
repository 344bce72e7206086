import Text
import Provisioning
import SCIM

/// What failures of the network and of servers mean, and what to do now.
enum FailureWords {
  /// One sentence on why no answer came.
  static func sentence(_ error: TransportError) -> String {
    switch error {
    case .unreachable(let why): "the app cannot be reached: \(why)"
    case .tls(let why): "no safe connection to the app can be made: \(why)"
    case .timeout: "the app did not answer in time; it may be busy, or the timeout too short"
    case .reset(let why): "the connection ended before the answer was whole: \(why)"
    case .tooLarge(let limit): "the app's answer was larger than \(limit >> 20) MB and was not read"
    case .noToken(let why): "the token cannot be had: \(why)"
    case .cancelled: "the work was cancelled"
    }
  }

  /// One sentence on an answer that says no, to a request that only reads.
  static func sentence(_ failure: SCIMFailure, reading what: String) -> String {
    let detail = failure.detail.map { " (\($0.visible(upTo: 200)))" } ?? ""
    switch failure.status {
    case 401:
      return
        "the app refused the token (401)\(detail); make a new one in the app and put it where the connection's token comes from"
    case 403:
      return
        "the token may not read \(what) (403)\(detail); check its kind and rights, and whether the app allows this host's address"
    case 404: return "the app has no \(what) there (404)\(detail); check the base URL"
    case 429: return "the app asked to slow down (429)\(detail); lower rate_limit and try again"
    case 300..<400:
      return
        "the app redirects elsewhere (\(failure.status)); the token does not follow; give the URL it redirects to as base_url"
    case 500..<600:
      return "the app failed (\(failure.status))\(detail); try again later, or ask its vendor"
    default:
      return
        "the app answered \(failure.status) where \(what) should be\(detail); check the base URL"
    }
  }

  /// What to do about a task that an answer made fail.
  static func advice(_ failure: SCIMFailure, task: ProvisioningTask) -> String {
    let what = "\(task.action.rawValue) of \(task.name)"
    switch failure.status {
    case 300..<400:
      return
        "the app redirects elsewhere (\(failure.status)); the token does not follow: give the URL it redirects to as base_url, then retry"
    case 400 where failure.scimType?.lowercased() == "invalidfilter":
      return "the app does not take the filter for \(what); report it, so that its way is learned"
    case 400:
      return
        "the app refused the values of \(what): compare the request with the detail, correct the parameter (null leaves an attribute out), reapply"
    case 401: return "the token is not valid any more: put in a new one, then connection test"
    case 403:
      return "the token may not do the \(what): give it the right in the app, then retry"
    case 404: return "the app does not know what \(what) needs: verify the app, then retry"
    case 409:
      let detail = failure.detail.map { ": \($0.visible(upTo: 200))" } ?? ""
      return "the app answered 409 to the \(what)\(detail); do what it says, then retry"
    case 413: return "the app takes no change this large: lower members_per_patch, then reapply"
    case 429:
      return
        "the app asks to slow down: it is tried again for a day; then lower rate_limit or ask its vendor for a larger quota, and retry"
    case 501, 405: return "the app cannot do the \(what): choose another way in the policy"
    case 500..<600: return "the app failed at \(what): retry later; if it stays, ask its vendor"
    default: return "the app answered \(failure.status) to the \(what): read the detail, then retry"
    }
  }
}
