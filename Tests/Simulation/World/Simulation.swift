/// One run of a world: everything in it, its faults and its order come from the seed.
public struct Simulation: Sendable {
  /// Where all chance of the run comes from.
  public let seed: UInt64
  /// How many things happen before the world comes to rest.
  public let events: Int
  /// What the world is about.
  public let kind: Kind

  /// What a world is about. A seed makes another world of each kind.
  public enum Kind: String, Sendable, CaseIterable {
    /// Accounts, tasks and decisions, while everything fails that can.
    case accounts
    /// People who are renamed, replaced and hired again, and apps with quirks.
    case people
    /// The same people, who also want the same e-mail addresses, start and leave on a day, and whose
    /// accounts admins hand over; and workers that look accounts up by pages.
    case handovers
    /// The same people as in `people`, while admins take runs back and let people follow the rules
    /// again.
    case undos
    /// People who come from directories that are read by themselves: whole, or who changed since a mark,
    /// by sources that forget, leave out, break off and set their clocks back.
    case sources
  }

  /// A run.
  public init(seed: UInt64, events: Int = 150, kind: Kind = .accounts) {
    self.seed = seed
    self.events = events
    self.kind = kind
  }

  /// What a run came to.
  public struct Outcome: Sendable, Hashable {
    /// What admins, the directory, the weather and other people did.
    public var actions = 0
    /// Requests that usher sent.
    public var requests = 0
    /// Jobs and timers that ran, each chosen from those that could.
    public var decisions = 0
    /// Over everything that happened in the order in which it did.
    public var trace: UInt64 = 0
    /// What was seen and must never be; empty where all is well.
    public var findings: [String] = []

    /// What is counted as one step: something that somebody did, or a request with its answer.
    public var steps: Int { actions + requests }
  }

  /// Runs it.
  ///
  /// - Parameter reader: gets what happens, line by line.
  public func run(reader: ((String) -> Void)? = nil) -> Outcome {
    var outcome = Outcome()
    do {
      let world = try World(seed: seed, kind: kind, reader: reader)
      do {
        for number in 1...events where world.findings.all.isEmpty {
          try world.event()
          if number.isMultiple(of: 8) { try world.checkMoment() }
        }
        if kind == .undos { try world.letGo() }
        if world.findings.all.isEmpty { try world.settle() }
        if world.findings.all.isEmpty { try world.checkEnd() }
        if !world.findings.all.isEmpty { world.notePicture() }
      } catch {
        world.findings.add("it stopped: \(World.words(error))")
      }
      world.bury()
      outcome.actions = world.actions
      outcome.requests = world.network.requests
      outcome.decisions = world.scheduler.decisions
      outcome.trace = world.trace.hash
      outcome.findings = world.findings.all
    } catch {
      outcome.findings = ["no world could be made: \(error)"]
    }
    return outcome
  }
}
