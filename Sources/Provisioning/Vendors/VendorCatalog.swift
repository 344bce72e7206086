import Text

/// The vendor profiles that a `template` may name.
public struct VendorCatalog: Sendable, Hashable {
  /// The profiles: the plain one, then the others in the order of their names.
  public private(set) var profiles: [VendorProfile]

  /// The plain profile and these; of two with one name the later one counts.
  public init(_ profiles: [VendorProfile] = []) {
    self.profiles = [.scim]
    for profile in profiles { add(profile) }
  }

  /// The names, in the order of the profiles.
  public var names: [String] { profiles.map(\.name) }

  /// The profile of this name, ignoring case.
  public func named(_ name: String) -> VendorProfile? {
    let name = name.lowercased()
    return profiles.first { $0.name == name }
  }

  /// The name that a misspelt one was most likely meant to be.
  public func nearest(to name: String) -> String? { nearestName(to: name, in: names) }

  /// The vendor that an app elsewhere is of, by the app's name; the plain profile where none is
  /// recognized.
  public func recognized(in appName: String) -> VendorProfile {
    let name = appName.lowercased()
    return profiles.first { $0.recognizedBy.contains(where: name.contains) } ?? .scim
  }

  /// The catalog with the profile that an app was given, which counts before one of the same name: an
  /// app keeps its profile until a file is applied.
  public func keeping(_ profile: VendorProfile) -> VendorCatalog {
    var catalog = self
    catalog.add(profile)
    return catalog
  }

  private mutating func add(_ profile: VendorProfile) {
    guard profile.name != VendorProfile.scim.name else { return }
    profiles.removeAll { $0.name == profile.name }
    let place = profiles.dropFirst().firstIndex { $0.name > profile.name } ?? profiles.endIndex
    profiles.insert(profile, at: place)
  }
}
