/// The use cases, each a type with the ports that it needs.
extension ProvisioningEngine {
  /// What a plan of an app would file, and the reapply that files it.
  public var planning: Planning {
    Planning(
      store: store, time: time, actor: actor, rights: rights, limits: limits,
      evaluations: evaluations)
  }

  /// Of how many users something is true, counted while it is typed.
  public var tallies: Tallies {
    Tallies(store: store, time: time)
  }

  /// The settings of apps, directory, sources and notices, applied as a whole.
  public var configuration: ConfigurationChanges {
    ConfigurationChanges(
      store: store, time: time, actor: actor, rights: rights, evaluations: evaluations)
  }

  /// The directories that are read by themselves, and how they stand.
  public var sources: SourceReadings {
    SourceReadings(store: store, time: time)
  }

  /// Whom the rules of an app affect, their tests and their order.
  public var rules: AppRules {
    AppRules(store: store, time: time, actor: actor)
  }

  /// One change of an app by hand, as the console makes it.
  public var appEdits: AppEdits {
    AppEdits(rights: rights, configuration: configuration)
  }

  /// Holds values against the app's schema and the directory before they are saved.
  public var valueAdvice: ValueAdvice {
    ValueAdvice(store: store)
  }

  /// How an app is reached, and the proof that it can be.
  public var connections: Connections {
    Connections(store: store, time: time, chance: chance, actor: actor, transports: transports)
  }

  /// What an app offers: its groups and values.
  public var entitlements: AppEntitlements {
    AppEntitlements(store: store, time: time, connections: connections)
  }

  /// Changes of the directory's people: by a file, or one by hand.
  public var people: PeopleChanges {
    PeopleChanges(store: store, time: time, actor: actor, evaluations: evaluations)
  }

  /// Makes, gives, takes and deletes roles.
  public var roles: RoleChanges {
    RoleChanges(store: store, time: time, actor: actor, evaluations: evaluations)
  }

  /// Says by hand which account belongs to which user.
  public var linking: Linking {
    Linking(
      store: store, time: time, actor: actor, rights: rights, evaluations: evaluations,
      knownAccounts: knownAccounts, connections: connections)
  }

  /// The figures for monitoring.
  public var metrics: MetricReading {
    MetricReading(store: store, time: time, sources: sources, standing: standing)
  }

  /// Why a user has, or has not, an account and its groups.
  public var reasons: Reasons {
    Reasons(store: store, time: time)
  }

  /// What would be if a user or an app's settings were different.
  public var suppositions: Suppositions {
    Suppositions(store: store, time: time, actor: actor)
  }

  /// Users, roles and attributes of the directory, to be read.
  public var directory: DirectoryReading {
    DirectoryReading(store: store)
  }

  /// The audit log, to be read and proved, and with it the store.
  public var audit: AuditReading {
    AuditReading(store: store, log: log)
  }

  /// How the apps stand, and what waits for a person.
  public var standing: AppStanding {
    AppStanding(store: store, time: time)
  }

  /// What was learned of an app.
  public var findings: AppFindings {
    AppFindings(store: store, time: time, actor: actor)
  }

  /// Takes back what a run did, by a plan of inverses.
  public var undo: RunUndo {
    RunUndo(
      store: store, time: time, actor: actor, rights: rights, evaluations: evaluations,
      planning: planning)
  }

  /// What stays of accounts as it was before a run, until somebody ends that.
  public var pins: AccountPins {
    AccountPins(store: store, time: time, actor: actor, evaluations: evaluations)
  }

  /// What workers did, run by run.
  public var runs: RunReading {
    RunReading(store: store)
  }

  /// Tasks, to be listed, counted and looked at.
  public var tasks: TaskReading {
    TaskReading(store: store)
  }

  /// Approves, ignores and retries tasks, and says before what that would touch.
  public var decisions: Decisions {
    Decisions(store: store, time: time, actor: actor, rights: rights, knownAccounts: knownAccounts)
  }

  /// Reads an app and compares it with what is desired.
  public var verification: Verification {
    Verification(store: store, time: time, connections: connections, knownAccounts: knownAccounts)
  }

  /// The test of an app with one user.
  public var testRuns: TestRuns {
    TestRuns(engine: self)
  }
}

/// What use cases have in common.
extension ProvisioningEngine {
  /// Who may decide, and that a refusal is noted.
  var rights: DecisionRights {
    DecisionRights(store: store, time: time, actor: actor)
  }

  /// How much a plan may delete, suspend or remove before it stops as a whole.
  var limits: PlanLimits {
    PlanLimits(time: time)
  }

  /// Evaluates users and files what it comes to.
  var evaluations: Evaluations {
    Evaluations(time: time, actor: actor, limits: limits)
  }

  /// Evaluates those for whom a date has come.
  var dueEvaluations: DueEvaluations {
    DueEvaluations(store: store, time: time, actor: actor, log: log, evaluations: evaluations)
  }

  /// Keeps accounts as they were seen, and lets those go on who waited for what became free.
  var knownAccounts: KnownAccounts {
    KnownAccounts(time: time, evaluations: evaluations)
  }

  /// Stores how a task ended, and what follows from it.
  var followUp: TaskFollowUp {
    TaskFollowUp(time: time, actor: actor, evaluations: evaluations, knownAccounts: knownAccounts)
  }
}
