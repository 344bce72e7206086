import Provisioning
import Sandbox

/// What kind of world a seed makes.
struct Traits {
  var profile = SandboxProfile.rfc
  var policy = ProvisioningPolicy(enabled: true)
  var concurrency: Int
  var membersPerPatch: Int
  /// What can become of requests here.
  var fates: [Weather.Fate]
  /// Groups that were in the app before usher.
  var foundGroups: [String] = []
  /// How rarely the store fails; 0 for never.
  var storeFails = 0
  /// Whether people change the app without usher.
  var hasMeddlers: Bool
  /// Whether people have keys, and the directory is what files say of them.
  var hasPeople: Bool
  /// Whether people share e-mail addresses and have dates, and admins link accounts.
  var hasHandovers: Bool
  /// Whether admins take runs back.
  var hasUndos: Bool
  /// From how many creations on a worker may look accounts up by pages.
  var manyCreations = 20
  /// Whether people come from sources, and how rarely something of their readings fails; 0 for never.
  var hasSources: Bool
  var sourceFails = 0
  /// The attributes that find an account; `nil` for the usual ones.
  var matching: [String]?

  init(_ dice: Dice, _ kind: Simulation.Kind) {
    hasPeople = kind != .accounts
    hasHandovers = kind == .handovers
    hasUndos = kind == .undos
    hasSources = kind == .sources
    profile.takesDuplicates = dice.once(in: 3)
    profile.hasUniqueGroupNames = !profile.takesDuplicates
    profile.filtering = [.whole, .equalities, .ignored][dice.below(3)]
    profile.maximumPage = [3, 100][dice.below(2)]
    profile.answersPatchWithResource = dice.once(in: 2)
    if dice.once(in: 4) { profile.notImplemented.insert("PATCH Users") }
    policy.approve = Set(ApprovalKind.allCases.filter { _ in dice.once(in: 2) })
    policy.whenDeleted = [.delete, .delete, .suspend, .nothing][dice.below(4)]
    policy.whenSuspended = dice.once(in: 4) ? .nothing : .suspend
    policy.limits = SafetyLimits(deletions: dice.once(in: 3) ? 1 : 1_000, share: 1)
    concurrency = 1 + dice.below(4)
    membersPerPatch = 1 + dice.below(3)
    hasMeddlers = dice.once(in: 2)
    if dice.once(in: 3) { foundGroups = ["Ops"] }
    if dice.once(in: 4) { storeFails = 50 + dice.below(200) }
    fates = Weather.Fate.allCases
    // What arrives after all that was said to be done stays in a group that is not usher's own.
    if !foundGroups.isEmpty { fates.removeAll { $0 == .late || $0 == .twice } }
    if dice.once(in: 6) { fates = [] }
    if hasPeople { choosePeople(dice) }
    if hasHandovers { chooseHandovers(dice) }
    if hasSources { sourceFails = [0, 8, 20][dice.below(3)] }
  }

  /// An app that may take an e-mail address only once.
  private mutating func chooseHandovers(_ dice: Dice) {
    profile.quirks.uniqueMail = [nil, .announced, .announced, .silent][dice.below(4)]
    manyCreations = [1, 2, 20][dice.below(3)]
    if dice.once(in: 3) { matching = ["externalId", "userName"] }
    // What arrives long after an account was handed over is not the work of whoever has it now.
    fates.removeAll { $0 == .late || $0 == .twice }
  }

  /// Whether usher and the world agree on whose an account is, so that an admin can hand it over.
  var canHandOver: Bool {
    hasHandovers && !profile.quirks.hidesDeleted && !profile.deactivatesOnDelete
  }

  /// An app with at most one quirk, that keeps names unique.
  private mutating func choosePeople(_ dice: Dice) {
    profile.takesDuplicates = false
    profile.hasUniqueGroupNames = true
    switch dice.below(12) {
    case 0: profile.quirks.hidesDeleted = true
    case 1: profile.quirks.visibleAfter = dice.seconds(0.5, 5)
    case 2: profile.quirks.deletesAfter = dice.seconds(0.5, 5)
    case 3: profile.quirks.refusalWithoutVersion = dice.once(in: 2) ? 412 : 428
    case 4: showFewMembers(dice.below(3))
    case 5: profile.quirks.invites = true
    case 6: profile.quirks.answersPatchAsBefore = true
    case 7: profile.deactivatesOnDelete = true
    default: break
    }
  }

  /// Nobody can see what others do to members who are not shown; so nobody does, and the app answers
  /// who asks for one of them.
  private mutating func showFewMembers(_ count: Int) {
    profile.quirks.membersShown = count
    profile.filtering = .whole
    hasMeddlers = false
    fates.removeAll { $0 == .late || $0 == .twice }
  }
}
