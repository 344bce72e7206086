import Text
import Provisioning
import SCIM

/// Reads what an app offers beside its groups: the values that its schema suggests, the resources of
/// types of its own, and what accounts hold already.
struct OfferReading {
  let app: AppRecord
  let client: AppClient
  let now: Double

  /// How many accounts are looked at for the values that they hold.
  static let accounts = 10_000
  /// How many different values of accounts are still a list to choose from.
  static let mostHeld = 50
  /// The attributes whose values are looked for in accounts, whatever the schema says.
  private static let usual = ["roles.value", "entitlements.value", "userType"]

  private var schemas: SchemaSet { app.userSchemas }

  // MARK: The schema

  /// The values that the app's own schema suggests.
  func suggested() -> [OfferedValues] {
    guard app.hasOwnSchemas else { return [] }
    return schemas.schemas.flatMap { schema in
      schema.attributes.flatMap { attribute -> [OfferedValues] in
        let path = AttributePath(
          schema: schemas.urn(before: schema), attribute: attribute.name)
        // What kind of address or number something is, is no entitlement.
        let parts = attribute.subAttributes.filter { $0.name.lowercased() != "type" }.map { part in
          var path = path
          path.subAttribute = part.name
          return offer(part, at: path)
        }
        return ([offer(attribute, at: path)] + parts).compactMap { $0 }
      }
    }
  }

  private func offer(_ attribute: Attribute, at path: AttributePath) -> OfferedValues? {
    guard !attribute.canonicalValues.isEmpty, attribute.mutability != .readOnly else { return nil }
    let values = attribute.canonicalValues.prefix(OfferedValues.limit).map {
      OfferedValues.Value($0)
    }
    return OfferedValues(
      path: path.description, origin: .schema, values: values, readAt: now)
  }

  // MARK: Resource types

  /// The resources of each type that the app announces beside users and groups. A type that cannot be
  /// read keeps what was known of it.
  func announced() async throws -> [OfferedValues] {
    // An app that shows nothing of itself is not asked in vain.
    guard app.schemas != nil || app.serviceProvider != nil else { return [] }
    let response: HTTPResponse
    do {
      response = try await client.read(HTTPRequest("GET", "/ResourceTypes"))
    } catch {
      throw EngineError.connection(FailureWords.sentence(error))
    }
    guard response.status == 200, let page = try? ListPage(response: response) else {
      return app.offers.filter { $0.origin == .resources }
    }
    var offers: [OfferedValues] = []
    for type in page.resources {
      guard let announced = AnnouncedType(type), !announced.isUserOrGroup,
        !offers.contains(where: { $0.type.isSame(as: announced.name) })
      else { continue }
      offers.append(try await read(announced))
    }
    return offers
  }

  private func read(_ type: AnnouncedType) async throws -> OfferedValues {
    var offer = OfferedValues(
      path: path(for: type), origin: .resources, type: type.name, values: [], readAt: now)
    do {
      try await ResourceReader(client, app).readAll(type.collection) { resources in
        let room = OfferedValues.limit - offer.values.count
        offer.values += resources.prefix(room).compactMap(Self.value)
      }
    } catch let error as EngineError {
      let before = app.offers.first { $0.origin == .resources && $0.type.isSame(as: type.name) }
      offer.values = before?.values ?? []
      offer.readAt = before?.readAt ?? now
      offer.problem = error.sentence
    }
    return offer
  }

  /// A resource as a value: what is sent is its `value`, where it has one, and else its id.
  private static func value(_ resource: JSONValue) -> OfferedValues.Value? {
    guard let text = resource["value"]?.scalarText ?? resource.identifier, !text.isEmpty else {
      return nil
    }
    let title = ["display", "displayName", "name"].compactMap { resource[$0]?.string }.first
    return OfferedValues.Value(text, title: title)
  }

  /// The attribute of a user that is called as the type or its collection.
  private func path(for type: AnnouncedType) -> String? {
    let names = [type.collection, type.name, type.name + "s"].map { $0.lowercased() }
    for schema in schemas.schemas {
      guard let attribute = schema.attributes.first(where: { names.contains($0.name.lowercased()) })
      else { continue }
      var path = AttributePath(
        schema: schemas.urn(before: schema), attribute: attribute.name)
      if attribute.subAttribute("value") != nil { path.subAttribute = "value" }
      return path.description
    }
    return nil
  }

  // MARK: Accounts

  /// The values that accounts hold, as far as usher knows the accounts, of attributes that take few.
  ///
  /// - Parameter others: what the app offers otherwise, whose attributes are looked at too.
  func held(alsoAt others: [OfferedValues], in session: any StoreSession) throws
    -> [OfferedValues]
  {
    var texts = Self.usual
    for path in others.compactMap(\.path) where !texts.contains(where: { $0.isSame(as: path) }) {
      texts.append(path)
    }
    let paths = texts.compactMap { try? AttributePath(parsing: $0) }
    var counts: [[String: Int]] = Array(repeating: [:], count: paths.count)
    var after = ""
    var looked = 0
    while looked < Self.accounts {
      let page = try session.accounts.accounts(
        app.id, after: after, limit: StorePage.size)
      guard let last = page.last else { break }
      after = last.remoteID
      looked += page.count
      for account in page {
        for (index, path) in paths.enumerated() where counts[index].count <= Self.mostHeld {
          for value in account.resource.values(at: path) {
            if let text = value.scalarText, !text.isEmpty { counts[index][text, default: 0] += 1 }
          }
        }
      }
    }
    return zip(paths, counts).compactMap { path, counts in
      guard !counts.isEmpty, counts.count <= Self.mostHeld else { return nil }
      let ranked = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      return OfferedValues(
        path: path.description, origin: .accounts,
        values: ranked.map { OfferedValues.Value($0.key) }, readAt: now)
    }
  }
}

/// A type of resources as `/ResourceTypes` shows it.
private struct AnnouncedType {
  let name: String
  /// What stands behind the base URL.
  let collection: String

  init?(_ json: JSONValue) {
    guard let name = json["name"]?.string ?? json["id"]?.string,
      let collection = json["endpoint"]?.string?.split(separator: "/").last,
      !name.isEmpty, collection.utf8.allSatisfy(Self.isPlain)
    else { return nil }
    self.name = name
    self.collection = String(collection)
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  var isUserOrGroup: Bool {
    ["users", "groups", "me"].contains(collection.lowercased())
      || ["user", "group"].contains(name.lowercased())
  }
}
