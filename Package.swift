// swift-tools-version: 6.2
import PackageDescription

let house: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

/// A room of the house: one target, named after its folder.
///
/// - Parameter embedded: a folder whose files are part of the binary.
func room(
  _ name: String, _ dependencies: [Target.Dependency] = [], embedded: String? = nil
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: embedded.map { [.embedInCode($0)] },
    swiftSettings: house)
}

/// The tests of a room, in the folder of the same name.
///
/// - Parameter exclude: files of the folder that are read as they are, such as goldens.
func tests(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: dependencies, path: "Tests/" + name, exclude: exclude,
    swiftSettings: house)
}

let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")
let logging: Target.Dependency = .product(name: "Logging", package: "swift-log")
let httpClient: Target.Dependency = .product(name: "AsyncHTTPClient", package: "async-http-client")
let nioCore: Target.Dependency = .product(name: "NIOCore", package: "swift-nio")
let nioPosix: Target.Dependency = .product(name: "NIOPosix", package: "swift-nio")
let nioHTTP1: Target.Dependency = .product(name: "NIOHTTP1", package: "swift-nio")
let nioCompression: Target.Dependency = .product(
  name: "NIOHTTPCompression", package: "swift-nio-extras")
let nioSSL: Target.Dependency = .product(name: "NIOSSL", package: "swift-nio-ssl")
let arguments: Target.Dependency = .product(
  name: "ArgumentParser", package: "swift-argument-parser")

let package = Package(
  name: "usher",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "usher", targets: ["usher"]),
    .executable(name: "simulation", targets: ["SimulationCommand"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.2"),
    .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
  ],
  targets: [
    // In the order in which data flows; each room sees only what stands in its list.
    .target(name: "CText"),
    room("Text", ["CText"]),
    room("SCIM", ["Text"]),
    room("Provisioning", ["SCIM", "Text"]),
    room(
      "Manifest", ["Provisioning", "SCIM", "Text", yams], embedded: "Vendors/Profiles"),
    room("Screen", ["Text"]),
    room("Host", ["Manifest", "Provisioning", "Screen", "Text"]),
    room("Engine", ["Provisioning", "SCIM", "Text", logging]),
    room("Directories", ["Engine", "Provisioning", "SCIM", "Text"]),
    .target(name: "CLDAP", linkerSettings: [.linkedLibrary("ldap"), .linkedLibrary("lber")]),
    room("LDAP", ["CLDAP", "Engine", "Provisioning", "Text"]),
    .target(name: "CSQLite", linkerSettings: [.linkedLibrary("sqlite3")]),
    .target(name: "CPostgreSQL", linkerSettings: [.linkedLibrary("pq")]),
    room(
      "Storage", ["CPostgreSQL", "CSQLite", "Engine", "Provisioning", "SCIM", "Text", grdb, sqlite]),
    room(
      "Transport",
      [
        "Host", "Provisioning", "SCIM", "Text", httpClient, nioCompression, nioCore, nioPosix,
        nioHTTP1,
        nioSSL,
      ]),
    room(
      "Sandbox", ["SCIM", "Text", nioCore, nioHTTP1, nioPosix], embedded: "OneLogin/Fixture"),
    room("Manual", ["Text"], embedded: "Pages"),
    room("Console", ["Engine", "Provisioning", "SCIM", "Screen", "Text"]),
    .target(
      name: "CNcurses", cSettings: [.define("_XOPEN_SOURCE_EXTENDED")],
      linkerSettings: [.linkedLibrary("ncursesw"), .linkedLibrary("tinfo")]),
    room(
      "Runner",
      ["Console", "Engine", "Host", "Manifest", "Provisioning", "SCIM", "Screen", "Text"]),
    room("Terminal", ["CNcurses", "Screen"]),
    .executableTarget(
      name: "usher",
      dependencies: [
        "Console", "Directories", "Engine", "Host", "LDAP", "Manifest", "Manual", "Provisioning",
        "Runner", "SCIM", "Sandbox", "Screen", "Storage", "Terminal", "Text", "Transport",
        arguments, logging,
      ],
      swiftSettings: house),
    // What several of the tests need: numbers from a seed, folders that go, programs that are started.
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: house),
    // Stores for the tests, also in PostgreSQL.
    .target(
      name: "StoreSupport", dependencies: ["Engine", "Storage", "TestSupport"],
      path: "Tests/StoreSupport", swiftSettings: house),
    tests("Text", ["TestSupport", "Text"]),
    tests("SCIM", ["SCIM", "TestSupport", "Text"]),
    tests("Provisioning", ["Provisioning", "SCIM", "Text"]),
    tests(
      "Directories",
      [
        "Directories", "Engine", "Manifest", "Provisioning", "SCIM", "Sandbox", "TestSupport",
        "Text",
      ]),
    tests("LDAP", ["Engine", "LDAP", "Provisioning", "Text"]),
    tests("Manifest", ["Manifest", "Provisioning", "SCIM", "TestSupport", "Text"]),
    tests(
      "Engine",
      [
        "Engine", "Manifest", "Provisioning", "SCIM", "Sandbox", "Storage", "StoreSupport",
        "TestSupport", "Text",
        grdb, sqlite,
      ]),
    tests(
      "Storage",
      [
        "Engine", "Provisioning", "SCIM", "Storage", "StoreSupport", "TestSupport", "Text", grdb,
      ]),
    tests("Sandbox", ["SCIM", "Sandbox", "TestSupport", "Text"]),
    tests(
      "Transport",
      [
        "Host", "Provisioning", "SCIM", "TestSupport", "Text", "Transport", nioCore, nioPosix,
        nioHTTP1, nioSSL,
      ]),
    tests(
      "Fuzzing", ["Directories", "Manifest", "Provisioning", "SCIM", "Screen", "Text"],
      exclude: ["Corpus", "Entry", "run"]),
    tests(
      "Hostile",
      [
        "Engine", "Provisioning", "SCIM", "Storage", "Text", "Transport", logging, nioCore,
        nioPosix,
      ]),
    tests("Screen", ["Screen"]),
    tests("Manual", ["Directories", "Manifest", "Manual", "Provisioning", "Sandbox", "Text"]),
    tests("Terminal", ["CNcurses", "Screen", "Terminal", "TestSupport"]),
    tests(
      "Console",
      [
        "Console", "Engine", "Manifest", "Provisioning", "SCIM", "Screen", "TestSupport", "Text",
      ],
      exclude: ["Golden", "Pictures"]),
    tests("Host", ["Host", "Manifest", "Provisioning", "TestSupport"]),
    tests(
      "Runner",
      [
        "Console", "Engine", "Host", "Provisioning", "Runner", "SCIM", "Sandbox", "Storage",
        "TestSupport", "Text", logging,
      ]),
    tests("EndToEnd", ["SCIM", "TestSupport", "Text"]),
    // The whole of usher in a world made of chance, for the tests and for longer runs by hand.
    .target(
      name: "Simulation",
      dependencies: [
        "Engine", "Provisioning", "SCIM", "Sandbox", "StoreSupport", "TestSupport", "Text", logging,
      ],
      path: "Tests/Simulation/World", swiftSettings: house),
    .executableTarget(
      name: "SimulationCommand", dependencies: ["Simulation", arguments],
      path: "Tests/Simulation/Command", swiftSettings: house),
    .testTarget(
      name: "SimulationTests", dependencies: ["Simulation"], path: "Tests/Simulation/Seeds",
      swiftSettings: house),
  ]
)
