import CNcurses

/// What is left behind when the process crashes.
public enum CrashDump {
  /// No image of the memory is written, and nobody else looks into it: the tokens stand there.
  public static func forbid() { us_forbid_dumps() }
}
