extension AppTemplate {
  /// Every template that usher knows.
  public static let all: [AppTemplate] = [scim, netskope, aws, slack]

  /// Any service provider that follows RFC 7643 and RFC 7644.
  public static let scim = AppTemplate(
    name: "scim", title: "any SCIM 2.0 service provider",
    parameters: [
      Parameter(path: "userName", value: "{{ username }}"),
      Parameter(path: "externalId", value: "{{ external_id }}"),
      Parameter(path: "name.givenName", value: "{{ firstname }}"),
      Parameter(path: "name.familyName", value: "{{ lastname }}"),
      Parameter(path: "displayName", value: "{{ firstname }} {{ lastname }}"),
      Parameter(path: "title", value: "{{ title }}"),
      workEmail,
      active,
    ])

  /// Netskope's tenants (`https://TENANT.goskope.com/api/v2/scim`).
  public static let netskope: AppTemplate = {
    var ways = AppWays()
    ways.rateLimit = 4
    ways.pageSize = 200
    ways.membersOnRequest = true
    ways.frozen = ["userName", "emails[type eq \"work\"].value"]
    return AppTemplate(
      name: "netskope", title: "Netskope",
      parameters: [
        Parameter(path: "userName", value: "{{ email }}"),
        Parameter(path: "externalId", value: "{{ external_id }}"),
        Parameter(path: "name.givenName", value: "{{ firstname }}"),
        Parameter(path: "name.familyName", value: "{{ lastname }}"),
        workEmail,
        active,
      ],
      required: ["emails[type eq \"work\"].value"],
      ways: ways,
      notes: [
        "A suspended user keeps an installed client until the client itself is disabled.",
        "Membership in a group takes effect in policies some minutes later.",
        "Users made by hand in the Netskope console cannot join groups that come over SCIM.",
      ])
  }()

  /// AWS IAM Identity Center.
  public static let aws: AppTemplate = {
    var ways = AppWays()
    ways.rateLimit = 10
    ways.concurrency = 4
    ways.pageSize = 50
    ways.membersByFilter = true
    return AppTemplate(
      name: "aws", title: "AWS IAM Identity Center",
      parameters: [
        Parameter(path: "userName", value: "{{ email }}"),
        Parameter(path: "externalId", value: "{{ external_id }}"),
        Parameter(path: "name.givenName", value: "{{ firstname }}"),
        Parameter(path: "name.familyName", value: "{{ lastname }}"),
        Parameter(path: "displayName", value: "{{ firstname }} {{ lastname }}"),
        workEmail,
        active,
      ],
      required: ["name.givenName", "name.familyName", "displayName"],
      ways: ways,
      notes: ["A group's members cannot be listed; usher asks for them one by one."])
  }()

  /// Slack's SCIM API.
  public static let slack: AppTemplate = {
    var ways = AppWays()
    ways.rateLimit = 3
    ways.deletion = .deactivates
    return AppTemplate(
      name: "slack", title: "Slack",
      parameters: [
        Parameter(path: "userName", value: "{{ email | email_local_part }}"),
        Parameter(path: "externalId", value: "{{ external_id }}"),
        Parameter(path: "name.givenName", value: "{{ firstname }}"),
        Parameter(path: "name.familyName", value: "{{ lastname }}"),
        Parameter(path: "displayName", value: "{{ firstname }} {{ lastname }}"),
        Parameter(path: "title", value: "{{ title }}"),
        workEmail,
        active,
      ],
      required: ["emails[type eq \"work\"].value"],
      ways: ways,
      notes: ["A deleted user stays in Slack, deactivated."])
  }()

  private static let workEmail = Parameter(
    path: "emails[type eq \"work\"].value", value: "{{ email }}")
  private static let active = Parameter(path: "active", value: "{{ status == 'active' }}")
}
