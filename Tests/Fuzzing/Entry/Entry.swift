import Glibc

/// The reader that this process fuzzes: the name in `USHER_FUZZ`.
private let target: FuzzTarget = {
  let name = getenv("USHER_FUZZ").map { String(cString: $0) } ?? ""
  guard let target = FuzzTarget.named(name) else { fatalError("USHER_FUZZ names no target") }
  return target
}()

/// What libFuzzer calls with each input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  if let broken = target.broken(Array(UnsafeBufferPointer(start: start, count: count))) {
    fatalError(broken)
  }
  return 0
}
