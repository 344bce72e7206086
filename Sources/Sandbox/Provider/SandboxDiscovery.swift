import Text
import SCIM

/// What the service can do (RFC 7644, section 4).
struct SandboxDiscovery {
  let profile: SandboxProfile
  let baseURL: String

  /// Answers `/ServiceProviderConfig`, `/ResourceTypes` and `/Schemas`.
  func answer(_ call: SandboxCall) throws(SCIMFailure) -> HTTPResponse {
    guard profile.hasDiscovery else { throw .notFound("/\(call.segments[0])") }
    guard call.method == "GET" else { throw .notAllowed(call) }
    guard call.query["filter"] == nil else {
      throw SCIMFailure(status: 403, detail: "What the service can do is not filtered.")
    }
    let all: [JSONValue]
    switch call.segments[0].lowercased() {
    case "serviceproviderconfig": return .scim(200, serviceProviderConfig)
    case "schemas":
      let schemas: [Schema] = [
        userSchema, .enterpriseUser, .group, .serviceProviderConfig, .resourceType, .schema,
      ]
      all = schemas.map { schema in
        withMeta(schema.json, type: "Schema", path: "/Schemas/\(schema.id)")
      }
    default: all = ResourceKind.allCases.map(resourceType)
    }
    guard call.segments.count == 2 else {
      return .scim(
        200,
        [
          "schemas": ["urn:ietf:params:scim:api:messages:2.0:ListResponse"],
          "totalResults": .integer(Int64(all.count)), "itemsPerPage": .integer(Int64(all.count)),
          "startIndex": 1, "Resources": .array(all),
        ])
    }
    let id = call.segments[1].lowercased()
    guard let one = all.first(where: { $0["id"]?.string?.lowercased() == id }) else {
      throw .notFound("/\(call.segments.joined(separator: "/"))")
    }
    return .scim(200, one)
  }

  /// The schema of users, with what this app says of it.
  private var userSchema: Schema {
    var schema = Schema.user
    guard profile.quirks.uniqueMail == .announced,
      let mails = schema.attributes.firstIndex(where: { $0.name == "emails" }),
      let value = schema.attributes[mails].subAttributes.firstIndex(where: { $0.name == "value" })
    else { return schema }
    schema.attributes[mails].subAttributes[value].uniqueness = .server
    return schema
  }

  private func resourceType(_ kind: ResourceKind) -> JSONValue {
    let extensions = kind.schemas.schemas.dropFirst().map { schema -> JSONValue in
      ["schema": .string(schema.id), "required": false]
    }
    var type = JSONObject([
      ("schemas", [.string(Schema.resourceType.id)]), ("id", .string(kind.name)),
      ("name", .string(kind.name)), ("endpoint", .string("/\(kind.endpoint)")),
      ("description", .string(kind.core.description)), ("schema", .string(kind.core.id)),
    ])
    if !extensions.isEmpty { type["schemaExtensions"] = .array(extensions) }
    return withMeta(.object(type), type: "ResourceType", path: "/ResourceTypes/\(kind.name)")
  }

  private var serviceProviderConfig: JSONValue {
    func supported(_ value: Bool) -> JSONValue { ["supported": .bool(value)] }
    let config: JSONValue = [
      "schemas": [.string(Schema.serviceProviderConfig.id)],
      "patch": supported(true),
      "bulk": [
        "supported": .bool(profile.hasBulk),
        "maxOperations": .integer(
          Int64(profile.hasBulk ? SandboxProvider.maximumBulkOperations : 0)),
        "maxPayloadSize": .integer(Int64(profile.hasBulk ? SandboxProvider.maximumBulkBytes : 0)),
      ],
      "filter": [
        "supported": .bool(profile.filtering != .ignored),
        "maxResults": .integer(Int64(profile.maximumPage)),
      ],
      "changePassword": supported(false),
      "sort": supported(profile.hasSort),
      "etag": supported(profile.hasVersions),
      "pagination": [
        "cursor": .bool(profile.hasCursors), "index": true, "defaultPaginationMethod": "index",
        "defaultPageSize": .integer(Int64(profile.defaultPage)),
        "maxPageSize": .integer(Int64(profile.maximumPage)),
      ],
      "authenticationSchemes": [
        [
          "type": "oauthbearertoken", "name": "OAuth Bearer Token",
          "description": "A bearer token in the Authorization header.",
          "specUri": "https://www.rfc-editor.org/info/rfc6750", "primary": true,
        ]
      ],
    ]
    return withMeta(config, type: "ServiceProviderConfig", path: "/ServiceProviderConfig")
  }

  private func withMeta(_ json: JSONValue, type: String, path: String) -> JSONValue {
    var result = json
    result.set(
      ["resourceType": .string(type), "location": .string(baseURL + path)], at: "meta")
    return result
  }
}
