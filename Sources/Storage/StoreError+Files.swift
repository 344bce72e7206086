import Foundation

/// Words for a store that is refused before anything is read of it.
extension StoreError {
  static func noStore(_ path: String) -> StoreError {
    StoreError(
      sentence:
        "\(path) is no usher store, or its beginning is damaged; it was left untouched; bring back a backup, or name another --home",
      code: "not-a-store")
  }

  static func damaged(_ path: String, _ what: String) -> StoreError {
    StoreError(
      sentence:
        "the store \(path) is damaged (\(what)) and was left untouched; bring back a backup of it",
      code: "store-damaged")
  }

  static func link(_ path: String) -> StoreError {
    StoreError(
      sentence: "\(path) is a symbolic link, which is not followed; name the file itself",
      code: "symbolic-link")
  }

  static func notRegular(_ path: String) -> StoreError {
    StoreError(
      sentence: "\(path) is not a regular file; name another --home or --store",
      code: "not-a-file")
  }

  static func foreign(_ path: String, owner: UInt32) -> StoreError {
    StoreError(
      sentence:
        "\(path) belongs to user \(owner), neither to you nor to root; run usher as its owner, or chown it",
      code: "foreign-owner")
  }

  static func open(_ path: String, mode: String) -> StoreError {
    StoreError(
      sentence: "others can write \(path); see that nobody did, and run chmod \(mode) \(path)",
      code: "writable-by-others")
  }

  static func gone(_ path: String) -> StoreError {
    StoreError(
      sentence:
        "the store \(path) is gone, or another file stands in its place; what was to be written now is lost; bring it back and run the command again",
      code: "store-gone")
  }

  static let readOnly = StoreError(
    sentence:
      "the store is read-only, so it could not be written; check the rights of the file and its folder",
    code: "store-read-only")

  init(cannotOpen path: String) {
    let folder = (path as NSString).deletingLastPathComponent
    let isLocked = [folder, path].contains { (place: String) in
      access(place, F_OK) == 0 && access(place, W_OK) != 0
    }
    if isLocked {
      self = .readOnly
    } else {
      self.init(
        sentence: "the store \(path) cannot be opened; check that its folder exists and is yours")
    }
  }
}
