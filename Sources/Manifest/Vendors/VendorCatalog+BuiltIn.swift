public import Provisioning

extension VendorCatalog {
  /// The profiles that usher brings: a file below `Profiles`, which the build embeds, and a line here.
  static let files: [(name: String, bytes: [UInt8])] = [
    ("atlassian", PackageResources.atlassian_yaml),
    ("aws", PackageResources.aws_yaml),
    ("github", PackageResources.github_yaml),
    ("google", PackageResources.google_yaml),
    ("jfrog", PackageResources.jfrog_yaml),
    ("netskope", PackageResources.netskope_yaml),
    ("pagerduty", PackageResources.pagerduty_yaml),
    ("salesforce", PackageResources.salesforce_yaml),
    ("slack", PackageResources.slack_yaml),
    ("zscaler", PackageResources.zscaler_yaml),
  ]

  /// The plain profile and the vendors that usher knows.
  public static let builtIn = VendorCatalog(
    files.map { file in
      do throws(ManifestProblems) {
        return try VendorFile.read(bytes: file.bytes, name: file.name, file: file.name + ".yaml")
      } catch {
        // A file of our own that no build passes its tests with.
        preconditionFailure(error.description)
      }
    })
}
