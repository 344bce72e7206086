public import Text

/// Why a file or folder of usher's own cannot be used.
public enum HostError: CodedError, Hashable {
  /// Neither an option nor the environment names a home.
  case noHome
  case folderNotMade(String, diskIsFull: Bool)
  case noFolder(String)
  case notAFolder(String)
  /// A link is not followed: it could lead to a file of somebody else's.
  case symbolicLink(String)
  /// A folder, a device or a pipe stands where a file should.
  case notAFile(String, advice: String)
  case unreadable(String)
  case unwritable(String, diskIsFull: Bool)
  case foreignOwner(String, uid: UInt32)
  case writableByOthers(String)
  /// The file that holds the audit log's head is not as usher writes it.
  case alteredHead(String)

  /// A short name that stays the same while the sentence may change.
  public var code: String {
    switch self {
    case .noHome: "no-home"
    case .folderNotMade: "folder-not-made"
    case .noFolder: "no-folder"
    case .notAFolder: "not-a-folder"
    case .symbolicLink: "symbolic-link"
    case .notAFile: "not-a-file"
    case .unreadable: "file-unreadable"
    case .unwritable: "file-unwritable"
    case .foreignOwner: "foreign-owner"
    case .writableByOthers: "writable-by-others"
    case .alteredHead: "audit-head-altered"
    }
  }

  /// What happened, to what, and what to do now.
  public var sentence: String {
    switch self {
    case .noHome: "usher has no home; name one with --home"
    case .folderNotMade(let path, let diskIsFull):
      diskIsFull
        ? "the folder \(path) cannot be made: the disk is full; make room"
        : "the folder \(path) cannot be made; check the rights of the one above it"
    case .noFolder(let path): "there is no folder \(path); name another --home"
    case .notAFolder(let path): "\(path) is not a folder; name another --home"
    case .symbolicLink(let path):
      "\(path) is a symbolic link, which is not followed; name the file itself, or remove the link"
    case .notAFile(let path, let advice): "\(path) is not a regular file; \(advice)"
    case .unreadable(let path): "the file \(path) cannot be read; check its rights"
    case .unwritable(let path, let diskIsFull):
      diskIsFull
        ? "the file \(path) cannot be written: the disk is full; make room"
        : "the file \(path) cannot be written; check the rights of its folder"
    case .foreignOwner(let path, let uid):
      "\(path) belongs to user \(uid), neither to you nor to root; run usher as its owner, or chown it"
    case .writableByOthers(let path):
      "others can write \(path); make sure that nobody did, then run chmod go-w \(path)"
    case .alteredHead(let path):
      "\(path) is not as usher writes it; find out who changed it, then remove it to start over"
    }
  }
}
