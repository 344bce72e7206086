public import Engine
import Provisioning

extension LDAPDirectory {
  /// Connects, signs in and reads everything, and shows three people.
  public func prove(_ step: (SourceStep) -> Void) async -> SourceProof {
    var name = "reach"
    do {
      return try await worded {
        let session = try LDAPSession(place)
        try await open(session)
        step(
          SourceStep(
            "reach and TLS", holds: true,
            place.isSealed
              ? "\(place.url), which the ticket of Kerberos encrypts with the bind"
              : "\(place.url), encrypted \(place.isEncryptedAtOnce ? "from the start" : "by StartTLS"), the certificate verified by \(place.caFile)"
          ))
        name = "bind"
        try await bind(session)
        step(
          SourceStep(
            "bind", holds: true,
            (source.bind?.dn ?? source.sasl?.words).map { "as \($0)" } ?? "as nobody in particular")
        )
        name = "server"
        step(SourceStep("server", holds: true, try await server(session)))
        return try await proveReading(session, &name, step)
      }
    } catch {
      let sentence = (error as? SourceProblem)?.sentence ?? "it was interrupted"
      step(SourceStep(name, holds: false, sentence))
      return SourceProof()
    }
  }

  private func proveReading(
    _ session: LDAPSession, _ name: inout String, _ step: (SourceStep) -> Void
  ) async throws -> SourceProof {
    var reading = LDAPReading(session, source)
    name = "base"
    let base = source.base ?? ""
    let entry = try await session.entry(
      LDAPSearch(base: base, scope: .base, filter: "(objectClass=*)", attributes: ["1.1"]))
    guard entry != nil else {
      throw SourceProblem(
        .configuration, "there is no \(base), or this account may not see it; correct `base`")
    }
    step(SourceStep("base", holds: true, base))
    name = "names"
    try await reading.checkNames()
    step(
      SourceStep("names", holds: true, "the server knows every attribute that is named"))
    name = "groups"
    try await reading.prepare()
    if source.roles != nil {
      step(
        SourceStep(
          "groups", holds: reading.groups.count > 0,
          "\(reading.groups.count) groups with \(reading.groups.memberships) members"))
    }
    name = "people"
    var count = 0
    var pages = 0
    var people: [SourcePerson] = []
    try await reading.read(reading.people) { page in
      pages += 1
      count += page.count
      people += page.prefix(3 - people.count).map { person in
        var person = person
        person.manager = person.manager.map(DistinguishedName.shown)
        return person
      }
    }
    guard count > 0 else {
      throw SourceProblem(
        .configuration, "nobody below \(base) matches \(reading.filter); correct `base` or `filter`"
      )
    }
    step(
      SourceStep(
        "people", holds: true,
        "\(count) in \(pages) \(pages == 1 ? "page" : "pages"), whole; filter \(reading.filter)"))
    step(SourceStep("changes", holds: true, try await changes(session, reading)))
    step(
      SourceStep(
        "deletions", holds: true,
        "seen in each reading, which names everyone; whoever is missing is asked for by \(reading.map.key) before they count as gone"
      ))
    for note in reading.notes { step(SourceStep("note", holds: true, note)) }
    return SourceProof(people: people, origins: reading.map.origins)
  }

  /// What is read between the readings of everyone.
  private func changes(_ session: LDAPSession, _ reading: LDAPReading) async throws -> String {
    var result = SourceReading()
    reading.setMark(of: &result, try await LDAPStand.read(session, source.kind))
    if result.mark == nil { return "everyone is read each time, because \(result.why ?? "")" }
    return
      "between the readings by `full_every`, only who changed by \(reading.clock.attribute) is read with everything; groups, managers and who is there are read each time"
  }

  /// What the server is, by its root entry.
  private func server(_ session: LDAPSession) async throws -> String {
    let root = try await session.entry(
      LDAPSearch(
        base: "", scope: .base, filter: "(objectClass=*)",
        attributes: [
          "vendorName", "vendorVersion", "supportedCapabilities", "dnsHostName", "namingContexts",
        ]))
    func text(_ name: String) -> String? {
      root?[name].first.map { String(decoding: $0, as: UTF8.self) }
    }
    let capabilities = root?["supportedCapabilities"].map { String(decoding: $0, as: UTF8.self) }
    if capabilities?.contains("1.2.840.113556.1.4.800") == true {
      return "Active Directory\(text("dnsHostName").map { ", \($0)" } ?? "")"
    }
    let contexts = root?["namingContexts"].map { String(decoding: $0, as: UTF8.self) } ?? []
    return
      "\(text("vendorName") ?? "an LDAP server")\(contexts.isEmpty ? "" : ", with \(contexts.sorted().joined(separator: " and "))")"
  }
}
