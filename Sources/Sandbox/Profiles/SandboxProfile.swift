public import SCIM

/// How a service provider behaves, as data. ``rfc`` keeps to the standards; the others deviate as
/// real ones do.
public struct SandboxProfile: Sendable, Hashable {
  /// What it is called on the command line.
  public var name: String
  /// One sentence on what it imitates, for people.
  public var summary: String

  /// A profile that keeps to RFC 7643, RFC 7644 and RFC 9865; change what deviates.
  public init(name: String, summary: String) {
    self.name = name
    self.summary = summary
  }

  // MARK: What there is

  /// Whether `/Bulk` is there.
  public var hasBulk = true
  /// Whether `/.search` is there.
  public var hasSearch = true
  /// Whether `/ServiceProviderConfig`, `/Schemas` and `/ResourceTypes` are there.
  public var hasDiscovery = true
  /// Whether lists can be sorted.
  public var hasSort = true
  /// Whether resources have versions.
  public var hasVersions = true
  /// Whether lists can be paged by cursor.
  public var hasCursors = true
  /// Methods and collections that are answered with 501, such as `PUT Groups`.
  public var notImplemented: Set<String> = []

  // MARK: Lists

  /// Which filters are answered.
  public enum Filtering: Sendable, Hashable {
    /// All of them.
    case whole
    /// Equalities joined by `and`; others are a 400.
    case equalities
    /// None: every resource is returned.
    case ignored
  }

  /// What `totalResults` says.
  public enum Total: Sendable, Hashable {
    /// How many there are.
    case right
    /// How many are on the page.
    case page
    /// Seven more than there are.
    case tooMany
  }

  /// Which filters are answered.
  public var filtering = Filtering.whole
  /// How many resources a page has where the client does not say.
  public var defaultPage = 100
  /// How many resources a page can have.
  public var maximumPage = 1000
  /// Whether `startIndex` is followed.
  public var followsStartIndex = true
  /// What `totalResults` says.
  public var total = Total.right
  /// Whether lists and the resources in them have `schemas` and `meta`.
  public var listsHaveSchemas = true
  /// Whether a resource by itself has `schemas` and `meta`, and a new one a `Location`.
  public var resourcesHaveSchemas = true

  // MARK: Resources

  /// When a group's members are in answers.
  public enum Members: Sendable, Hashable {
    /// Unless they are excluded.
    case always
    /// Where `attributes` asks for them.
    case onRequest
    /// Never.
    case never
  }

  /// What becomes of attributes that no schema has, and of members that do not exist.
  public enum Unknown: Sendable, Hashable {
    /// They are kept.
    case kept
    /// The request is refused.
    case refused
    /// They are left out without a word.
    case dropped
  }

  /// When a group's members are in answers.
  public var members = Members.always
  /// Whether a group's members have a `display`, which their schema does not list.
  public var namesMembers = false
  /// What becomes of attributes that no schema has.
  public var unknown = Unknown.refused
  /// What becomes of members that do not exist. The RFC does not ask to look whether they do.
  public var unknownMembers = Unknown.kept
  /// Attributes that are taken and thrown away.
  public var dropped: Set<AttributePath> = []
  /// Attributes that keep the value of the first write; later ones are taken and thrown away.
  public var frozen: Set<AttributePath> = []
  /// Attributes without which a user is refused, beside `userName`.
  public var requiredOfUsers: [AttributePath] = []
  /// How many characters an attribute of a user can have at most; longer values are refused.
  public var longest: [AttributePath: Int] = [:]
  /// Multi-valued attributes that can have one value only.
  public var single: Set<AttributePath> = []
  /// The type that e-mail addresses without one get.
  public var addedEmailType: String?
  /// Whether two users can have the same `userName`.
  public var takesDuplicates = false
  /// Whether group names are unique.
  public var hasUniqueGroupNames = false
  /// Whether `schemas` must name the core schema.
  public var needsSchemas = true
  /// Whether deleting a user sets `active` to false instead.
  public var deactivatesOnDelete = false
  /// Whether ids are numbers, and users' ids text that needs percent-encoding.
  public var hasAwkwardIds = false
  /// Whether truth values are written as `"True"` and `"False"`.
  public var writesBooleansAsText = false

  /// How it differs from what a client would expect, each on its own.
  public var quirks = SandboxQuirks()

  // MARK: PATCH

  /// Whether a PATCH is answered with the resource, else with 204.
  public var answersPatchWithResource = true
  /// Whether each operation needs a path.
  public var needsPaths = false
  /// Whether paths in groups must be in lower case.
  public var needsLowerCaseGroupPaths = false
  /// Whether `members` can be replaced and removed as a whole.
  public var canReplaceMembers = true
  /// How many members a PATCH or POST of a group can name.
  public var maximumMembers: Int?

  // MARK: Pace and errors

  /// How an error's body is written.
  public enum Errors: Sendable, Hashable {
    /// As RFC 7644, section 3.12 has it.
    case scim
    /// With a `schema` beside `schemas`.
    case scimAndSchema
    /// As a page for a browser.
    case html
  }

  /// The limits on how often it can be asked.
  public var rates: [SandboxRate] = []
  /// How an error's body is written.
  public var errors = Errors.scim
  /// What goes wrong without being asked for.
  public var faults: [SandboxFault] = []
}

/// A limit on how often something can be asked.
public struct SandboxRate: Sendable, Hashable {
  /// The methods that count; empty for all.
  public var methods: Set<String>
  /// The collection that counts; `nil` for all.
  public var collection: String?
  /// How many requests a window takes.
  public var limit: Int
  /// The window in seconds.
  public var window: Double
  /// Whether each collection has its own count.
  public var isPerCollection: Bool

  /// A limit.
  public init(
    _ limit: Int, per window: Double, methods: Set<String> = [], collection: String? = nil,
    isPerCollection: Bool = false
  ) {
    self.limit = limit
    self.window = window
    self.methods = methods
    self.collection = collection
    self.isPerCollection = isPerCollection
  }
}
