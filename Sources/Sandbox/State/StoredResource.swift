import Text

/// A user or a group as it is kept: what the service provider works out by itself (id, meta, the
/// groups of a user, the members' names) is put to it when it is shown.
struct StoredResource: Sendable {
  let id: String
  /// The place in the order of creation, never used twice.
  let sequence: Int
  /// The attributes that clients write, but for members: those would be copied with each group that
  /// is looked at while it changes.
  var content: JSONValue
  /// When it was made, in seconds since 1970.
  let created: Double
  /// When it was last changed, in seconds since 1970.
  var modified: Double
  var version = 1

  /// The weak entity tag of this version (RFC 7644, section 3.14).
  var entityTag: String { "W/\"\(version)\"" }

  /// A name to show for it.
  var display: String? {
    content["displayName"]?.scalarText ?? content["userName"]?.scalarText
  }
}
