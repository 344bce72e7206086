import Foundation
import Host
import Manifest
import Provisioning

/// The vendors' profiles on this host, for whoever runs the command.
enum OwnVendors {
  /// The profiles that usher brings, and the person's own.
  static func catalog() throws -> VendorCatalog {
    let environment = ProcessInfo.processInfo.environment
    return try VendorFiles.catalog(settings: Preferences.folder(environment))
  }

  /// The same; where one of the person's own cannot be used, says so and goes on without them.
  static func catalog(telling problems: inout [String]) -> VendorCatalog {
    do {
      return try catalog()
    } catch {
      problems += Complaint.lines(of: error)
      return .builtIn
    }
  }
}
