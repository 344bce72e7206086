import Foundation

/// A temporary file without a name, which goes with whoever has it open.
public enum NamelessFile {
  /// Opens one for reading and writing, which programs that are started do not get; `nil` where there
  /// is no room for one.
  ///
  /// - Parameter purpose: what it is called for the moment in which it has a name.
  public static func open(for purpose: String) -> Int32? {
    var path = Array((NSTemporaryDirectory() + "/usher-\(purpose)-XXXXXX").utf8CString)
    let descriptor = mkstemp(&path)
    guard descriptor >= 0 else { return nil }
    unlink(path)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    return descriptor
  }
}
