import Foundation

/// The person's own editor.
struct Editor {
  private let environment: [String: String]

  /// An editor that is told nothing of these variables, and of none that is named as secrets are:
  /// what it loads, and what is started in it, needs no token.
  init(hiding secrets: Set<String>) {
    environment = ProcessInfo.processInfo.environment.filter { name, _ in
      !secrets.contains(name) && !Secrets.isNamedAsOne(name)
    }
  }

  /// Opens a file, and waits.
  ///
  /// - Returns: whether the editor ended well.
  func edit(_ path: String) -> Bool {
    let editor = environment["VISUAL"] ?? environment["EDITOR"] ?? "vi"
    let quoted = "'" + path.replacingOccurrences(of: "'", with: "'\\''") + "'"
    let line = ["/bin/sh", "-c", "\(editor) \(quoted)"]
    var words: [UnsafeMutablePointer<CChar>?] = line.map { strdup($0) } + [nil]
    let settings = environment.map { "\($0.key)=\($0.value)" }
    var variables: [UnsafeMutablePointer<CChar>?] = settings.map { strdup($0) } + [nil]
    defer { for text in words + variables { free(text) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    // The store and the sockets are none of its business.
    let open = (try? FileManager.default.contentsOfDirectory(atPath: "/dev/fd")) ?? []
    for descriptor in 3...(open.compactMap { Int32($0) }.max() ?? 1024) + 64 {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    var child: pid_t = 0
    guard posix_spawn(&child, "/bin/sh", &actions, &attributes, &words, &variables) == 0 else {
      return false
    }
    var status: Int32 = 0
    while waitpid(child, &status, 0) < 0 {
      guard errno == EINTR else { return false }
    }
    return status == 0
  }
}
