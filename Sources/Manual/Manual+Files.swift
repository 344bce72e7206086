extension Manual {
  /// Every page, in the order of the table of contents: a file below `Pages`, which the build embeds,
  /// and a line here.
  static let files: [(topic: String, bytes: [UInt8])] = [
    ("first-steps", PackageResources.first_steps_md),
    ("console", PackageResources.console_md),
    ("keys", PackageResources.keys_md),
    ("configuration", PackageResources.configuration_md),
    ("connection", PackageResources.connection_md),
    ("policy", PackageResources.policy_md),
    ("parameters", PackageResources.parameters_md),
    ("rules", PackageResources.rules_md),
    ("entitlements", PackageResources.entitlements_md),
    ("directory", PackageResources.directory_md),
    ("columns", PackageResources.columns_md),
    ("people", PackageResources.people_md),
    ("dates", PackageResources.dates_md),
    ("unique-values", PackageResources.unique_values_md),
    ("tasks", PackageResources.tasks_md),
    ("vendors", PackageResources.vendors_md),
    ("sandbox", PackageResources.sandbox_md),
    ("automation", PackageResources.automation_md),
    ("errors", PackageResources.errors_md),
    ("troubleshooting", PackageResources.troubleshooting_md),
    ("safety", PackageResources.safety_md),
    ("audit", PackageResources.audit_md),
    ("backup", PackageResources.backup_md),
  ]
}
