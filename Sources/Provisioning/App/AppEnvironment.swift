/// Whether people work with an app. What is not plainly for tests counts as production.
public enum AppEnvironment: String, Sendable, Hashable, Codable, CaseIterable {
  case production
  case test

  private static let words: Set<Substring> = [
    "test", "dev", "staging", "stage", "sandbox", "qa", "uat", "demo", "preview",
  ]

  /// The environment that a base URL names: this host, or a test, staging or sandbox host.
  public init(baseURL: String) {
    let host = (baseURL.split(separator: "/").dropFirst().first ?? "").lowercased()
    let name = host.split(separator: ":").first ?? ""
    let labels = host.split { ".-:".contains($0) }
    let isHere = name == "localhost" || name.hasPrefix("127.") || host.hasPrefix("[::1]")
    self = isHere || labels.contains(where: Self.words.contains) ? .test : .production
  }

  /// The word that screens show: `PROD` or `TEST`.
  public var word: String {
    switch self {
    case .production: "PROD"
    case .test: "TEST"
    }
  }
}

extension ConnectionSettings {
  /// Whether people work with the app: as its settings say, else as its host is named.
  public var kind: AppEnvironment { environment ?? AppEnvironment(baseURL: baseURL) }
}
