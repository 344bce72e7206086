/// Why a server could not be asked, or did not answer everything.
struct LDAPFailure: Error, Sendable, Hashable {
  /// What was being done.
  enum Stage: Sendable, Hashable {
    case open
    case encrypt
    case bind
    case search(base: String)
  }

  /// The result's code (RFC 4511, appendix A), or one of the library's own below 0.
  var code: Int32
  /// What the server said with it.
  var text: String
  var stage: Stage
  /// What is wrong with the certificate, where that could be seen.
  var certificate: String?
}

/// The codes that usher tells apart.
enum LDAPCode {
  static let success: Int32 = 0
  static let protocolError: Int32 = 2
  static let timeLimit: Int32 = 3
  static let sizeLimit: Int32 = 4
  static let strongerAuthRequired: Int32 = 8
  static let partial: Int32 = 9
  static let referral: Int32 = 10
  static let adminLimit: Int32 = 11
  static let unavailableExtension: Int32 = 12
  static let confidentialityRequired: Int32 = 13
  static let noSuchObject: Int32 = 32
  static let invalidDN: Int32 = 34
  static let invalidCredentials: Int32 = 49
  static let insufficientAccess: Int32 = 50
  static let busy: Int32 = 51
  static let unavailable: Int32 = 52
  static let unwilling: Int32 = 53
  static let serverDown: Int32 = -1
  static let timeout: Int32 = -5
  static let filterError: Int32 = -7
  static let connectError: Int32 = -11
  static let noCAFile: Int32 = 1000
  static let noCertificate: Int32 = 1001
}
