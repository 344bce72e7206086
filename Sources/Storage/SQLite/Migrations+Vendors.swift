extension Migrations {
  /// An app keeps its vendor's profile whole. Until this step it had the name alone, and one of these
  /// profiles was meant: as they were then, never to be changed here.
  static let vendors = profiles.map { name, profile in
    """
    UPDATE app SET definition = json_set(definition, '$.vendor', json('\(profile)'))
    WHERE json_extract(definition, '$.template') = '\(name)';
    """
  }.joined(separator: "\n")

  /// The same in PostgreSQL's words.
  static let vendorsInPostgreSQL = profiles.map { name, profile in
    """
    UPDATE app SET definition = jsonb_set(definition::jsonb, '{vendor}', '\(profile)')::text
    WHERE json_extract(definition, '$.template') = '\(name)';
    """
  }.joined(separator: "\n")

  private static let profiles = [
    (
      "netskope",
      """
      {"name":"netskope","title":"Netskope","parameters":[\(email),\(shared),\(work),\(active)],\
      "required":["emails[type eq \\"work\\"].value"],\
      "ways":{"rateLimit":4,"pageSize":200,"membersOnRequest":true,\
      "frozen":["userName","emails[type eq \\"work\\"].value"]},\
      "notes":["A suspended user keeps an installed client until the client itself is disabled.",\
      "Membership in a group takes effect in policies some minutes later.",\
      "Users made by hand in the Netskope console cannot join groups that come over SCIM."],\
      "recognizedBy":["netskope"]}
      """
    ),
    (
      "aws",
      """
      {"name":"aws","title":"AWS IAM Identity Center",\
      "parameters":[\(email),\(shared),\(display),\(work),\(active)],\
      "required":["name.givenName","name.familyName","displayName"],\
      "ways":{"rateLimit":10,"concurrency":4,"pageSize":50,"membersByFilter":true},\
      "notes":["A group''s members cannot be listed; usher asks for them one by one."],\
      "recognizedBy":["aws","identity center"]}
      """
    ),
    (
      "slack",
      """
      {"name":"slack","title":"Slack",\
      "parameters":[{"path":"userName","value":"{{ email | email_local_part }}"},\(shared),\(display),\
      {"path":"title","value":"{{ title }}"},\(work),\(active)],\
      "required":["emails[type eq \\"work\\"].value"],\
      "ways":{"rateLimit":3,"deletion":"deactivates"},\
      "notes":["A deleted user stays in Slack, deactivated."],"recognizedBy":["slack"]}
      """
    ),
  ]

  private static let email = #"{"path":"userName","value":"{{ email }}"}"#
  private static let shared = #"""
    {"path":"externalId","value":"{{ external_id }}"},\#
    {"path":"name.givenName","value":"{{ firstname }}"},\#
    {"path":"name.familyName","value":"{{ lastname }}"}
    """#
  private static let display = #"{"path":"displayName","value":"{{ firstname }} {{ lastname }}"}"#
  private static let work =
    #"{"path":"emails[type eq \"work\"].value","value":"{{ email }}"}"#
  private static let active = #"{"path":"active","value":"{{ status == ''active'' }}"}"#
}
