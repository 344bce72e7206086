/// Which variables of the environment are taken for secrets by their names.
public enum SecretNames {
  /// Whether a variable is named as secrets are.
  public static func contain(_ name: String) -> Bool {
    let words = ["TOKEN", "SECRET", "PASSW", "CREDENTIAL", "APIKEY", "API_KEY", "PRIVATE_KEY"]
    let name = name.uppercased()
    return words.contains { name.contains($0) }
  }
}
