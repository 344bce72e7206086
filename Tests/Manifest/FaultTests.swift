import Manifest
import Provisioning
import Testing

/// A text, and the beginnings of the problems in it.
typealias FaultRow = (text: String, problems: [String])

@Suite struct FaultTests {
  private func check(_ row: FaultRow) {
    let found = problems(row.text)
    #expect(found.count == row.problems.count, "\(found)")
    for (found, expected) in zip(found, row.problems) {
      #expect(found.hasPrefix(expected), "\(found)")
    }
  }

  private static let filesTable: [FaultRow] = [
    ("", ["1:1: the file is empty; write `apps:`"]),
    ("# nothing\n", ["1:1: the file is empty"]),
    ("a", ["1:1: the file must have keys and values, not a single value"]),
    ("- a", ["1:1: the file must have keys and values, not a list"]),
    ("{}", ["1:1: the file has no `apps`; add it"]),
    ("directories: []\napps:", ["2:6: `apps` must be a list, not nothing; write `[]`"]),
    (
      "app: []",
      ["1:1: `app` is not a key of the file; did you mean `apps`?", "1:1: the file has no `apps`"]
    ),
    ("apps:\n", ["1:6: `apps` must be a list, not nothing; write `[]`"]),
    ("apps: x\n", ["1:7: `apps` must be a list, not a single value"]),
    (
      "apps: []\nfolders: []\n",
      ["2:1: `folders` is not a key of the file; its keys are `apps`"]
    ),
    ("apps: [ x ]", ["1:9: an app must have keys and values, not a single value"]),
    ("apps: [ {} ]", ["1:9: the app has no `connection`", "1:9: the app has no `name`"]),
    (
      "apps: [ { <<: { a: b } } ]",
      [
        "1:9: the app has no `connection`", "1:9: the app has no `name`",
        "1:11: `<<` is not a key of an app; merged keys are not supported",
      ]
    ),
    ("apps: []\napps: []\n", ["2:1: `apps` is already on line 1; keep one of the two"]),
    // What is no YAML.
    (
      "apps:\n\t- a\n",
      ["2:1: the file is not YAML: found character that cannot start any token; indent"]
    ),
    ("apps: \"a\n", ["2:1: the file is not YAML: found unexpected end of stream; a quote"]),
    ("apps: [a\nb: c\n", ["2:2: the file is not YAML: did not find expected ',' or ']'; close"]),
    (
      "apps: a: b\n",
      ["1:8: the file is not YAML: mapping values are not allowed in this context; put"]
    ),
    ("apps: \"\\d\"\n", ["1:8: the file is not YAML: found unknown escape character; in double"]),
    ("apps: *a\n", ["1:7: the file is not YAML: found undefined alias; define"]),
    ("apps: []\n---\na: b\n", ["2:1: the file is not YAML: a second document begins here"]),
    ("apps: a\0b\n", ["1:8: a NUL character is not allowed here"]),
    (
      "apps: [\n  \"\u{1B}\", \u{7} ]\n",
      [
        "2:4: the control character U+001B is not allowed here; remove it, or write it in double quotes as \"\\x1B\"",
        "2:8: the control character U+0007 is not allowed here",
      ]
    ),
  ]

  @Test(arguments: filesTable)
  func files(_ row: FaultRow) { check(row) }

  private static let appsTable: [FaultRow] = [
    (app("nmae: b"), ["4:5: `nmae` is not a key of an app; did you mean `name`?"]),
    (
      app("template: netscope"), ["4:15: no template is named `netscope`; did you mean `netskope`?"]
    ),
    (app("template: zzzzzzzz"), ["4:15: no template is named `zzzzzzzz`; there are `"]),
    (app("roles: Employees"), ["4:12: `roles` must be a list, not a single value; write `[…]`"]),
    (
      app("roles: [A, [b], a]"),
      [
        "4:16: an element of `roles` must be text, not a list",
        "4:21: `a` appears twice in `roles`",
      ]
    ),
    (
      app("roles: [\" \", \"\\0\"]"),
      ["4:13: an element of `roles` is empty", "4:18: an element of `roles` contains a NUL"]
    ),
    (
      "apps: [ { name: \"\", connection: { base_url: \"https://x\" } } ]", ["1:17: `name` is empty"]
    ),
    (
      "apps: [ { name: [a], connection: { base_url: \"https://x\" } } ]",
      ["1:17: `name` must be text, not a list"]
    ),
    (
      """
      apps:
        - { name: A, connection: &c { base_url: "https://x" } }
        - { name: b, connection: *c }
        - { name: a, connection: *c }
      """, ["4:13: an app named `a` is already on line 2; rename one"]
    ),
    // Provisioning.
    (
      app("provisioning: { enabled: yes }"),
      ["4:30: `enabled` must be `true` or `false`, not `yes`"]
    ),
    (
      app("provisioning: { enabled: 'true' }"),
      ["4:30: `enabled` must be `true` or `false`, not `true` in quotes"]
    ),
    (
      app("provisioning: { approve: [create, delet, create] }"),
      [
        "4:39: an element of `approve` must be `create`, `update`, `delete` or `groups`, not `delet`",
        "4:46: `create` appears twice in `approve`",
      ]
    ),
    (
      app("provisioning: { approve: }"), ["4:30: `approve` must be a list, not nothing; write `[]`"]
    ),
    (
      app("provisioning: { when_deleted: remove }"),
      ["4:35: `when_deleted` must be `delete`, `suspend` or `nothing`, not `remove`"]
    ),
    (
      app("provisioning: { when_suspended: delete }"),
      ["4:37: `when_suspended` must be `suspend` or `nothing`, not `delete`"]
    ),
    (
      app("provisioning: { limits: { deletions: -1, share: 10 } }"),
      [
        "4:42: `deletions` must be a whole number from 0 to",
        "4:53: `share` must be at most 100%, not `10`; did you mean `10%`?",
      ]
    ),
    (
      app("provisioning: { limits: { deletions: 1.5, share: half } }"),
      ["4:42: `deletions` must be a whole", "4:54: `share` must be a share such as `10%`"]
    ),
    (
      app("provisioning: { approvals: { by: ann } }"),
      ["4:38: `by` must be a list, not a single value; write `[…]`"]
    ),
    (
      app("provisioning: { approvals: { by: [\"an n\", \"@\", ann, ann] } }"),
      [
        "4:39: `an n` is not a Unix user or group", "4:47: `@` is not a Unix user",
        "4:57: `ann` appears twice in `by`",
      ]
    ),
    (
      app("provisioning: { approvals: { not_by_requester: 1, who: [] } }"),
      ["4:52: `not_by_requester` must be `true` or", "4:55: `who` is not a key of `approvals`"]
    ),
    (
      app("provisioning: { limits: { window: 24 } }"),
      ["4:39: `window` must be a time such as `24h`, `90m` or `7d`, up to 90d, or 0 for none"]
    ),
    (app("provisioning: { limits: { window: 91d } }"), ["4:39: `window` must be a time"]),
    (app("provisioning: { limits: { window: -1h } }"), ["4:39: `window` must be a time"]),
    (
      app("provisioning: { limits: { share: 101% } }"),
      ["4:38: `share` must be at most 100%, not `101%`"]
    ),
    (
      app("provisioning: { limits: { memberships: 20 } }"),
      ["4:44: `memberships` must be at most 100%, not `20`; did you mean `20%`?"]
    ),
    (app("provisioning: on"), ["4:19: `provisioning` must have keys and values"]),
  ]

  @Test(arguments: appsTable)
  func apps(_ row: FaultRow) { check(row) }

  private static let connectionsTable: [FaultRow] = [
    (connection("{}"), ["1:32: `connection` has no `base_url`"]),
    (
      connection("{ base_url: ftp://x }"),
      ["1:44: `base_url` must begin with `https://`, not `ftp://`"]
    ),
    (connection("{ base_url: x.example }"), ["1:44: `base_url` must be a URL such as"]),
    (connection("{ base_url: \"https://\" }"), ["1:44: `base_url` names no host"]),
    (connection("{ base_url: \"https://:80/a\" }"), ["1:44: `base_url` names no host"]),
    (connection("{ base_url: \"https://x:0\" }"), ["1:44: `base_url` has a port"]),
    (connection("{ base_url: \"https://x:y\" }"), ["1:44: `base_url` has a port"]),
    (
      connection("{ base_url: \"https://a!b/\" }"),
      ["1:44: `base_url` has an invalid host, `a!b`"]
    ),
    (connection("{ base_url: \"https://x/a b\" }"), ["1:44: `base_url` contains a space"]),
    (connection("{ base_url: \"https://x/é\" }"), ["1:44: `base_url` contains a space or"]),
    (connection("{ base_url: \"https://x?a=b\" }"), ["1:44: `base_url` contains a query"]),
    (connection("{ base_url: \"https://x/#a\" }"), ["1:44: `base_url` contains a query"]),
    (
      connection("{ base_url: \"http://x.example\" }"),
      [
        "1:44: `base_url` must begin with `https://`: without TLS the token would travel in the clear"
      ]
    ),
    (
      connection("{ base_url: \"http://127.0.0.1.evil.example\" }"),
      ["1:44: `base_url` must begin with `https://`: without"]
    ),
    (
      connection("{ base_url: \"http://localhost.evil.example\" }"),
      ["1:44: `base_url` must begin with `https://`: without"]
    ),
    (
      connection("{ base_url: \"https://x\", timeout: 0 }"), ["1:66: `timeout` must be more than 0"]
    ),
    (
      connection("{ base_url: \"https://x\", timeout: 61m }"),
      ["1:66: `timeout` must be more than 0 and at most 60m"]
    ),
    (
      connection("{ base_url: \"https://x\", timeout: 5h }"),
      ["1:66: `timeout` must be a duration such as `30s`"]
    ),
    (
      connection("{ base_url: \"https://x\", timeout: }"),
      ["1:66: `timeout` must be a single value, not nothing"]
    ),
    (
      connection("{ base_url: \"https://x\", timeout: nan }"),
      ["1:66: `timeout` must be a duration"]
    ),
    (
      connection("{ base_url: \"https://x\", concurrency: 0 }"),
      ["1:70: `concurrency` must be a whole number from 1 to 256, not `0`"]
    ),
    (connection("{ base_url: \"https://x\", concurrency: 257 }"), ["1:70: `concurrency`"]),
    (
      connection("{ base_url: \"https://x\", concurrency: \"16\" }"),
      [
        "1:70: `concurrency` must be a whole number from 1 to 256, not `16` in quotes; write it without"
      ]
    ),
    (
      connection("{ base_url: \"https://x\", rate_limit: -1 }"),
      ["1:69: `rate_limit` must be a number of requests a second from 0"]
    ),
    (
      connection("{ base_url: \"https://x\", members_per_patch: 10001 }"),
      ["1:76: `members_per_patch` must be a whole number from 1 to 10000"]
    ),
    (
      connection("{ base_url: \"https://x\", ratelimit: 1 }"),
      ["1:57: `ratelimit` is not a key of `connection`; did you mean `rate_limit`?"]
    ),
  ]

  @Test(arguments: connectionsTable)
  func connections(_ row: FaultRow) { check(row) }

  @Test(arguments: [
    ("https://bob:s3cret@x", "base_url"), ("https://s3cret@x", "base_url"),
    ("https://x?token=s3cret", "base_url"),
  ])
  func aURLWithASecretIsNotRepeated(_ row: (url: String, key: String)) {
    let found = problems(connection("{ base_url: \"\(row.url)\" }"))
    #expect(found.count == 1)
    #expect(!found[0].contains("s3cret"))
  }

  private static let tokensTable: [FaultRow] = [
    ("s3cret", ["1:64: a token must not be in the file; keep it elsewhere"]),
    ("\"s3cret\"", ["1:64: a token must not be in the file"]),
    ("", ["1:65: `token` does not say where"]),
    ("[s3cret]", ["1:64: `token` must have keys and values, not a list"]),
    ("{ env: s3cret-token }", ["1:71: `env` needs the name of an environment variable"]),
    ("{ env: 1s3cret }", ["1:71: `env` needs the name"]),
    ("{ env: [s3cret] }", ["1:71: `env` must be text, not a list"]),
    (
      "{ credential: ../s3cret }", ["1:78: `credential` needs the name of a credential, not a path"]
    ),
    ("{ command: s3cret }", ["1:75: `command` must be a list of the program"]),
    ("{ command: [] }", ["1:75: `command` names no program"]),
    ("{ command: [\"\", s3cret] }", ["1:75: `command` names no program"]),
    (
      "{ command: [{ s3cret: b }] }",
      ["1:76: a word of `command` must be text, not keys and values"]
    ),
    ("{ env: A, file: /b }", ["1:64: `token` needs exactly one of"]),
    ("{}", ["1:64: `token` needs exactly one of"]),
    (
      "{ value: s3cret }",
      ["1:64: `token` needs exactly one of", "1:66: `value` is not a key of `token`"]
    ),
  ]

  @Test(arguments: tokensTable)
  func aTokenIsNeverRepeated(_ row: FaultRow) {
    let text = connection("{ base_url: \"https://x\", token: \(row.text) }")
    check((text, row.problems))
    #expect(!problems(text).joined().contains("s3cret"))
  }

  private static let parametersTable: [FaultRow] = [
    (app("parameters: { user name: a }"), ["4:24: `user name` is not a SCIM path"]),
    (app("parameters: { \"\": a }"), ["4:19: `` is not a SCIM path"]),
    (
      app("parameters:\n  emails[type eq \"work\"]x: a"),
      ["5:29: `emails[type eq \"work\"]x` is not a SCIM path"]
    ),
    (
      app("parameters:\n  'urn:ietf:params:scim:schemas:core:2.0:User': a"),
      ["5:7: `urn:ietf:params:scim:schemas:core:2.0:User` names a whole schema"]
    ),
    (
      app("parameters:\n  userName: a\n  username: b"),
      ["6:7: `username` repeats the attribute of line 5"]
    ),
    (app("parameters:\n  title: a\n  x: b\n  title: c"), ["7:7: `title` is already on line 5"]),
    (app("parameters:\n  title: [a]"), ["5:14: the value of `title` must be text, not a list"]),
    (
      app("parameters:\n  title: {{ a }}"),
      ["5:14: the value of `title` must be text, not keys and values; a text with braces"]
    ),
    (
      app("parameters:\n  title: \"{{ a | lowr }}\""),
      ["5:22: the value of `title`: no filter is named `lowr`; did you mean `lower`?"]
    ),
    (app("parameters:\n  title: '{{ a | lowr }}'"), ["5:22: the value of `title`: no filter"]),
    (
      app("parameters:\n  title: 'it''s {{ a | lowr }}'"), ["5:28: the value of `title`: no filter"]
    ),
    (
      app("parameters:\n  title: \"a\\tb\\u00e9 {{ a | lowr }}\""),
      ["5:33: the value of `title`: no filter"]
    ),
    (app("parameters:\n  title: é {{ a | lowr }}"), ["5:23: the value of `title`: no filter"]),
    (
      app("parameters:\n  title: |\n    x\n    {{ a | lowr }}"),
      [
        "5:14: the value of `title`: no filter is named `lowr`; did you mean `lower`? (at character 10"
      ]
    ),
    (
      app("parameters:\n  title: \"{firstname}\""),
      [
        "5:14: the value of `title`: `{firstname}` in single braces is not an expression; write `{{ firstname }}`"
      ]
    ),
    (
      app("parameters:\n  title: \"{{ a\""),
      ["5:19: the value of `title`: `{{` is never closed; add `}}`"]
    ),
  ]

  @Test(arguments: parametersTable)
  func parameters(_ row: FaultRow) { check(row) }

  private static let conditionsTable: [FaultRow] = [
    (when("[ { role: a } ]"), ["4:59: a condition cannot be a list; write `all:` or `any:`"]),
    (when("x"), ["4:59: a condition must have keys and values"]),
    (when("{}"), ["4:59: a condition needs exactly one of `all`, `any`, `attribute` and `role`"]),
    (when("{ is: b }"), ["4:59: a condition needs exactly one"]),
    (when("{ role: a, all: [] }"), ["4:59: a condition needs exactly one"]),
    (when("{ role: a, is: b }"), ["4:70: `is` goes with `attribute`, not with `role`"]),
    (when("{ attribute: a }"), ["4:59: the condition has no operator; write one of `is`"]),
    (when("{ attribute: a, is: b, in: [c] }"), ["4:59: the condition has several operators"]),
    (when("{ attribute: a, equals: b }"), ["4:75: `equals` is not a key of a condition"]),
    (
      when("{ attribute: a, start_with: b }"),
      ["4:75: `start_with` is not a key of a condition; did you mean `starts_with`?"]
    ),
    (
      when("{ atribute: a, is: b }"),
      ["4:61: `atribute` is not a key of a condition; did you mean `attribute`?"]
    ),
    (when("{ attribute: a, is: null }"), ["4:79: `is` must be text, not nothing"]),
    (when("{ attribute: a, is: [b] }"), ["4:79: `is` must be text, not a list"]),
    (when("{ attribute: a, in: b }"), ["4:79: `in` must be a list"]),
    (when("{ attribute: a, is_empty: maybe }"), ["4:85: `is_empty` must be `true` or `false`"]),
    (
      when("{ attribute: a, matches: \"a(b\" }"),
      ["4:86: `matches`: the ( is never closed; close it"]
    ),
    (when("{ attribute: a, matches: \"\\\\d(b\" }"), ["4:88: `matches`: the ( is never closed"]),
    (
      when("{ attribute: a, does_not_match: '[' }"),
      ["4:91: `does_not_match`: the [ is never closed"]
    ),
    (
      when("{ attribute: a, greater_than: soon }"),
      ["4:89: `greater_than`: `soon` is neither a number nor a date"]
    ),
    (when("{ role: \"\" }"), ["4:67: `role` is empty"]),
    (when("{ all: { role: a } }"), ["4:66: `all` must be a list, not keys and values"]),
    (
      when(
        String(repeating: "{ all: [ ", count: 40) + "{ role: a }"
          + String(repeating: " ] }", count: 40)), ["4:356: the conditions nest deeper than 32"]
    ),
  ]

  @Test(arguments: conditionsTable)
  func conditions(_ row: FaultRow) { check(row) }

  private static let rulesTable: [FaultRow] = [
    (
      app("rules: [ {} ]"),
      [
        "4:14: the rule has no `name`", "4:14: the rule has no `then`",
        "4:14: the rule has no `when`",
      ]
    ),
    (app("rules: { a: b }"), ["4:12: `rules` must be a list, not keys and values"]),
    (
      app(
        "rules:\n  - { name: A, when: { role: r }, then: [ do_not_provision ] }\n  - { name: a, when: { role: r }, then: [ do_not_provision ] }"
      ),
      ["6:17: a rule named `a` is already on line 5"]
    ),
    (then("[]"), ["4:50: `then` has no action"]),
    (then("do_not_provision"), ["4:50: `then` must be a list"]),
    (
      then("[ do_not_provison ]"),
      ["4:52: `do_not_provison` is not an action; did you mean `do_not_provision`?"]
    ),
    (then("[ {} ]"), ["4:52: an action is empty"]),
    (then("[ { add_to_group: a, set: { title: b } } ]"), ["4:52: an action does one thing"]),
    (then("[ add_group: a ]"), ["4:52: `add_group` is not a key of an action"]),
    (then("[ add_to_group: { create: true } ]"), ["4:66: `add_to_group` has no `name`"]),
    (
      then("[ add_to_group: { name: G, create: 1 } ]"),
      ["4:85: `create` must be `true` or `false`, not `1`"]
    ),
    (then("[ set: {} ]"), ["4:57: `set` sets nothing"]),
    (
      then("[ set: { title: \"{{ a b }}\" } ]"),
      ["4:72: the value of `title`: `b` cannot follow here"]
    ),
    (then("[ set: { name..x: b } ]"), ["4:64: `name..x` is not a SCIM path"]),
    (then("[ do_not_provision: false ]"), ["4:70: `do_not_provision` cannot be `false`"]),
    (
      then("[ add_to_groups_named_by: { attribute: a, matching: \"(\", name: \"$1\" } ]"),
      ["4:102: `matching`: the ( is never closed"]
    ),
    (
      then("[ add_to_groups_named_by: { attribute: a, matching: b, name: \"$1\" } ]"),
      ["4:111: `name`: `$1` names a group that the expression does not have"]
    ),
    (
      then("[ add_to_groups_named_by: { attribute: a } ]"),
      [
        "4:76: `add_to_groups_named_by` has no `matching`",
        "4:76: `add_to_groups_named_by` has no `name`",
      ]
    ),
    (
      app(
        "rules: [ { name: r, when: { all: [] }, then: [ do_not_provision ], tests: [ { groups: [] }, { user: {} }, { user: { status: gone, roles: x, y: [z] }, groups: a } ] } ]"
      ),
      [
        "4:81: the test has no `user`", "4:97: the test expects nothing",
        "4:129: `status` must be `active` or `suspended`, not `gone`",
        "4:142: `roles` must be a list", "4:148: the value of `y` must be text, not a list",
        "4:163: `groups` must be a list",
      ]
    ),
  ]

  @Test(arguments: rulesTable)
  func rules(_ row: FaultRow) { check(row) }

  @Test func collectsTwentySortedByPlace() {
    let rows = (0..<30).map { "  x\($0): \"{{\"\n" }.joined()
    let found = problems(app("parameters:\n\(rows)unknown: 1"))
    #expect(found.count == 21)
    #expect(found.first?.hasPrefix("5:") == true && found[19].hasPrefix("24:") == true)
    #expect(found.last == " 11 more such errors are not shown")
  }

  @Test func severalRepeatedKeysAreProblemsAmongOthers() {
    let found = problems(
      app("roles: [a]\nroles: [b]\nroles: [c]\nparameters:\n  a: 1\n  \"a\": 2\nx: 1\nrules: 5"))
    #expect(
      found.map { $0.prefix { $0 != " " } } == ["5:5:", "6:5:", "9:7:", "10:5:", "11:12:"],
      "\(found)")
  }

  @Test func whatAnErrorShowsIsSafe() {
    let found = problems(
      app("\"\\e[31m\\u202E\": 1\ntemplate: \"\\x07\(String(repeating: "x", count: 500))\""))
    #expect(found.count == 2)
    #expect(found[0].hasPrefix("4:5: `\\u{1b}[31m\\u{202e}` is not a key of an app"))
    #expect(found[1].utf8.count < 300)
  }
}
