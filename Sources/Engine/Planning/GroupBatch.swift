import Provisioning

/// The changes of memberships of a batch, gathered by group and direction.
struct GroupBatch {
  /// A group, by the key under which it is known, and a direction.
  struct Key: Hashable {
    let group: String
    let action: TaskAction
  }

  /// A member that waits to be filed.
  struct Member {
    let user: UserID
    let name: String
    let remoteID: String?
    /// The task that makes the account.
    let waitsOn: TaskID?
  }

  /// Members that wait to be filed for one group and direction.
  struct Bucket {
    let group: DesiredGroup
    var members: [Member] = []
    /// The Unix users who caused it.
    var requesters: [String] = []
  }

  /// How many members one task carries.
  let limit: Int
  var buckets: [Key: Bucket] = [:]
  /// Open tasks that lose members.
  var withdrawn: [TaskID: Set<UserID>] = [:]
  /// Failed tasks that lose members, because those are filed anew or not wanted any more.
  var cured: [TaskID: Set<UserID>] = [:]
  /// Tasks that make groups, and may have lost the last one who needs them.
  var unneeded: Set<TaskID> = []
  /// Open tasks that lost all their members.
  var ended: Set<TaskID> = []
  /// Open tasks that stay as they are.
  var kept: Set<TaskID> = []
  /// For each group that is made, the task that makes it; 0 where it is only listed.
  var creations: [String: TaskID] = [:]
  /// Groups whose creation an admin decided against.
  var refused: Set<String> = []

  /// The groups and directions in a fixed order.
  var keys: [Key] {
    buckets.keys.sorted { ($0.group, $0.action.rawValue) < ($1.group, $1.action.rawValue) }
  }

  /// Adds a member.
  ///
  /// - Returns: whether the bucket is full.
  mutating func add(
    _ member: Member, to group: DesiredGroup, _ known: String, _ action: TaskAction,
    causedBy requesters: [String]
  ) -> Bool {
    let key = Key(group: known, action: action)
    var bucket = buckets[key] ?? Bucket(group: group)
    bucket.members.append(member)
    bucket.requesters = bucket.requesters.joined(with: requesters)
    buckets[key] = bucket
    return buckets[key]?.members.count == limit
  }

  /// Takes out what was gathered.
  mutating func take(_ key: Key) -> Bucket? {
    guard let bucket = buckets[key], !bucket.members.isEmpty else { return nil }
    buckets[key]?.members.removeAll()
    buckets[key]?.requesters.removeAll()
    return bucket
  }
}
