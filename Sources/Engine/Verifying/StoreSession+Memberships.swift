import Provisioning

extension StoreSession {
  /// Keeps that an account is not in the app any more, and so in no group. One that is forgotten by
  /// now, since its user got another account, stays so. Whose it was is remembered.
  func loseAccount(
    _ app: AppID, _ remoteID: String, _ ending: FormerAccount.Ending = .gone, now: Double
  ) throws {
    guard var account = try accounts.account(app, remoteID: remoteID) else { return }
    if account.state != .gone, let former = FormerAccount(account, ending, at: now) {
      try accounts.remember(former)
    }
    account.state = .gone
    account.seenAt = now
    try accounts.save(account)
    guard let user = account.user else { return }
    for var membership in try groups.memberships(app, users: [user])[user] ?? [] {
      membership.known = false
      membership.ours = false
      try groups.save(membership)
    }
  }

  /// Keeps that a group is not in the app any more, and so nobody is in it.
  func lose(_ group: GroupRecord) throws {
    var group = group
    group.remoteID = nil
    group.appName = nil
    group.namesake = nil
    group.mostShown = nil
    group.strays = []
    group.writtenAt = nil
    try groups.save(group)
    try eachMembership(of: group) { membership in
      membership.known = false
      membership.ours = false
    }
  }

  /// Reads each membership in a group with the account of its user.
  func readMemberships(
    of group: GroupRecord, _ app: AppID,
    _ body: (MembershipRecord, AccountRecord?) throws -> Void
  ) throws {
    var after: UserID = 0
    while true {
      let page = try groups.memberships(
        group: group.id, after: after, limit: StorePage.size)
      guard let last = page.last else { return }
      let accounts = try accounts.accounts(app, users: page.map(\.user))
      for membership in page { try body(membership, accounts[membership.user]) }
      after = last.user
    }
  }

  /// Changes what is known of each membership in a group, with the account of its user at hand.
  func eachMembership(
    of group: GroupRecord, _ app: AppID,
    _ change: (inout MembershipRecord, AccountRecord?) throws -> Void
  ) throws {
    try readMemberships(of: group, app) { before, account in
      var membership = before
      try change(&membership, account)
      if membership != before { try groups.save(membership) }
    }
  }

  /// Changes what is known of each membership in a group.
  func eachMembership(
    of group: GroupRecord, _ change: (inout MembershipRecord) throws -> Void
  ) throws {
    var after: UserID = 0
    while true {
      let page = try groups.memberships(
        group: group.id, after: after, limit: StorePage.size)
      guard let last = page.last else { return }
      for before in page {
        var membership = before
        try change(&membership)
        if membership != before { try groups.save(membership) }
      }
      after = last.user
    }
  }
}
