/// Words for what a PostgreSQL server refuses.
extension StoreError {
  static let noTables = StoreError(
    sentence:
      "the database holds no usher store; name another --store, or begin with a command that writes, such as usher apply",
    code: "not-a-store")

  static let olderTables = StoreError(
    sentence:
      "the store was made by an older usher; a command that writes, such as usher status, brings it up to date",
    code: "store-older")

  static let tooOld = StoreError(
    sentence:
      "the store was made by an usher so old that this one cannot bring it up to date; use that version",
    code: "store-older")

  static let inDoubt = StoreError(
    sentence:
      "the database went away as it was to keep what was written, and did not come back in time to say whether it did; look before you run the command again",
    code: "store-in-doubt")

  static func mayNotMakeRoles(_ failure: PostgreSQLFailure) -> StoreError {
    StoreError(
      sentence:
        "this login may not make the roles (\(failure.message)); let an administrator of the server run what usher store init --roles --print shows, in this database",
      code: "store-rights")
  }

  static func held(by holder: String) -> StoreError {
    StoreError(
      sentence:
        "the store is held by \(holder); nothing was changed; wait for it and run the command again",
      code: "store-busy", isPassing: true)
  }

  init(opening place: PostgreSQLPlace, _ failure: PostgreSQLFailure) {
    if failure.state == nil || failure.isLost {
      self.init(
        sentence:
          "the store \(place.words) cannot be reached (\(failure.message)); check the URL, the server and the password",
        code: "store-unreachable", isPassing: true)
    } else {
      self.init(working: failure)
    }
  }

  init(working failure: PostgreSQLFailure) {
    let (code, advice, isPassing) = Self.advice(failure)
    self.init(
      sentence: "the database \(Self.what(failure)) (\(failure.message)); \(advice)", code: code,
      isPassing: isPassing)
  }

  private static func what(_ failure: PostgreSQLFailure) -> String {
    failure.isLost ? "connection was lost" : "refused"
  }

  private static func advice(_ failure: PostgreSQLFailure) -> (String, String, isPassing: Bool) {
    if failure.isLost {
      return ("store-lost", "nothing was changed; run the command again", true)
    }
    switch failure.state?.prefix(2) {
    case "40": return ("store-busy", "nothing was changed; run the command again", true)
    case "55": return ("store-busy", "nothing was changed; run the command again", true)
    case "53":
      return failure.state == "53100"
        ? (full.code, "the server's disk is full; make room there", false)
        : ("store-busy", "the server has no room for more; run the command again later", true)
    case "25" where failure.state == "25006":
      return (readOnly.code, "this server can only be read; name the one that is written", false)
    case "28": return ("store-unreachable", "check the user and the password", false)
    case "3D", "3F": return ("not-a-store", "check the name of the database", false)
    case "42" where failure.state == "42501":
      return (
        "store-rights",
        "your login at the database may not do that; ask whoever owns the database for another role",
        false
      )
    default: return ("store-refused", "nothing was changed; this is a fault of usher's", false)
    }
  }
}

extension PostgreSQLFailure {
  /// Whether the server undid the transaction for another's sake: it can be run again.
  var isUndone: Bool { state == "40001" || state == "40P01" }
}
