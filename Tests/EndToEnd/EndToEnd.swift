import Testing

/// Real processes against real servers. One test at a time: each has a server and a worker of its
/// own, and a machine has few cores.
@Suite(.serialized, .timeLimit(.minutes(30))) struct EndToEnd {}
