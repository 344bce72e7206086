extension Manual {
  /// Every page, in the order of the table of contents. A page is a file below `Pages` and a line
  /// here; the build embeds the file.
  public static let pages = [
    ManualPage("rules", PackageResources.rules_md)
  ]
}
