import Provisioning

/// A line of the tree of conditions: a condition, or a group of those below it.
struct ConditionLine: Sendable, Hashable {
  var fields: [FormField]

  var depth: Int {
    get { fields.first?.depth ?? 0 }
    set { if !fields.isEmpty { fields[0].depth = newValue } }
  }

  /// What the identifiers of its fields begin with: `c3`, or `g3` of a group.
  var id: String { String(fields.first?.id.prefix { $0 != "." } ?? "") }

  var isGroup: Bool { id.hasPrefix("g") }
}

/// The conditions as a tree: each group stands above its conditions, which are indented.
extension RuleEditor {
  /// The lines of the tree, from the top.
  var conditionLines: [ConditionLine] {
    guard let start = form.fields.firstIndex(where: { $0.id == "conditions" }),
      let end = form.fields.firstIndex(where: { $0.id == "actions" })
    else { return [] }
    var lines: [ConditionLine] = []
    for field in form.fields[(start + 1)..<end] {
      if field.joins, !lines.isEmpty {
        lines[lines.count - 1].fields.append(field)
      } else {
        lines.append(ConditionLine(fields: [field]))
      }
    }
    return lines
  }

  /// The fields of conditions and of what is below them.
  mutating func lines(of conditions: [Condition], depth: Int) -> [FormField] {
    var fields: [FormField] = []
    for condition in conditions {
      switch condition {
      case .attribute, .role: fields += RuleForm.condition(newID(), condition, depth: depth)
      case .all(let inner), .any(let inner):
        let isAny = if case .any = condition { true } else { false }
        fields += RuleForm.group(newID(), isAny: isAny, depth: depth)
        fields += lines(of: inner, depth: depth + 1)
      }
    }
    return fields
  }

  /// Whether all or any must be true is asked only where there is more than one.
  mutating func arrangeMatch() {
    let isAsked =
      form["match"] == "any" || conditionLines.count { $0.depth == 0 } != 1
    let isShown = form.fields.contains { $0.id == "match" }
    guard isAsked != isShown else { return }
    var fields = form.fields
    if isAsked {
      fields.insert(
        .choice(
          "match", "Matches where", "all", RuleForm.matches,
          help: "Without any condition, all matches everyone."), at: min(1, fields.count))
    } else {
      fields.removeAll { $0.id == "match" }
    }
    form.rearrange(fields)
  }

  private mutating func put(_ lines: [ConditionLine], cursor: String) {
    var fields = form.fields
    guard let start = fields.firstIndex(where: { $0.id == "conditions" }),
      let end = fields.firstIndex(where: { $0.id == "actions" })
    else { return }
    fields.replaceSubrange((start + 1)..<end, with: lines.flatMap(\.fields))
    form.replace(fields, cursor: cursor)
    arrangeMatch()
  }

  /// The place of the line under the cursor; `nil` where the cursor stands on no condition.
  private func place(in lines: [ConditionLine]) -> Int? {
    lines.firstIndex { $0.fields.contains { $0.id == form.field?.id } }
  }

  /// The place behind a line and all that is below it.
  private func end(of place: Int, in lines: [ConditionLine]) -> Int {
    lines[(place + 1)...].firstIndex { $0.depth <= lines[place].depth } ?? lines.count
  }

  // MARK: - Changing

  /// Adds a condition below the line under the cursor, into the group where that is one.
  mutating func addCondition() {
    var lines = conditionLines
    let place = place(in: lines)
    let depth = place.map { lines[$0].depth + (lines[$0].isGroup ? 1 : 0) } ?? 0
    let id = newID()
    lines.insert(
      ConditionLine(fields: RuleForm.condition(id, nil, depth: depth)),
      at: place.map { $0 + 1 } ?? lines.count)
    put(lines, cursor: "c\(id).name")
    form.enter()
  }

  /// Puts the line under the cursor, with all that is below it, into the group above it; where none is,
  /// into a new one with room for another condition.
  ///
  /// - Returns: whether the cursor stands on a condition.
  mutating func indent() -> Bool {
    var lines = conditionLines
    guard let place = place(in: lines) else { return false }
    let depth = lines[place].depth
    let end = end(of: place, in: lines)
    for index in place..<end { lines[index].depth += 1 }
    let above = lines[..<place].lastIndex { $0.depth <= depth }
    if let above, lines[above].depth == depth, lines[above].isGroup {
      put(lines, cursor: form.field?.id ?? "")
      return true
    }
    let isInAny = match(at: depth, before: place, in: lines) == "any"
    let id = newID()
    lines.insert(
      ConditionLine(fields: RuleForm.condition(id, nil, depth: depth + 1)), at: end)
    lines.insert(
      ConditionLine(fields: RuleForm.group(newID(), isAny: !isInAny, depth: depth)),
      at: place)
    put(lines, cursor: "c\(id).name")
    form.enter()
    return true
  }

  /// What is asked of the list in which a line stands: `all` or `any`.
  private func match(at depth: Int, before place: Int, in lines: [ConditionLine]) -> String {
    let parent = lines[..<place].last { $0.depth < depth }
    return parent?.fields.first?.value ?? (form["match"].isEmpty ? "all" : form["match"])
  }

  /// Takes the line under the cursor, with all that is below it, out of its group.
  ///
  /// - Returns: whether it stands in one.
  mutating func outdent() -> Bool {
    var lines = conditionLines
    guard let place = place(in: lines), lines[place].depth > 0,
      let parent = lines[..<place].lastIndex(where: { $0.depth < lines[place].depth })
    else { return false }
    let behind = end(of: parent, in: lines)
    let moved = lines[place..<end(of: place, in: lines)].map { line in
      var line = line
      line.depth -= 1
      return line
    }
    lines.insert(contentsOf: moved, at: behind)
    lines.removeSubrange(place..<(place + moved.count))
    put(Self.withoutEmptyGroup(lines, parent), cursor: moved[0].fields[0].id)
    return true
  }

  /// Takes the condition, the group with its conditions or the action under the cursor away.
  ///
  /// - Returns: whether the cursor stands on one.
  mutating func removeLine() -> Bool {
    guard let id = form.field?.id, let dot = id.firstIndex(of: "."), "cga".contains(id.prefix(1))
    else { return false }
    if id.hasPrefix("a") {
      let prefix = id[...dot]
      form.replace(form.fields.filter { !$0.id.hasPrefix(prefix) })
      return true
    }
    var lines = conditionLines
    guard let place = place(in: lines) else { return false }
    let parent = lines[..<place].lastIndex { $0.depth < lines[place].depth }
    lines.removeSubrange(place..<end(of: place, in: lines))
    if let parent { lines = Self.withoutEmptyGroup(lines, parent) }
    let near = lines.isEmpty ? nil : lines[min(place, lines.count - 1)].fields.first?.id
    put(lines, cursor: near ?? "name")
    return true
  }

  /// A group that lost its last condition goes too, and so do those above it that only held it.
  private static func withoutEmptyGroup(_ lines: [ConditionLine], _ place: Int) -> [ConditionLine] {
    let next = place + 1
    if next < lines.count, lines[next].depth > lines[place].depth { return lines }
    let parent = lines[..<place].lastIndex { $0.depth < lines[place].depth }
    var rest = lines
    rest.remove(at: place)
    return parent.map { withoutEmptyGroup(rest, $0) } ?? rest
  }

  // MARK: - The conditions

  /// The conditions as the tree says them; what nothing was typed of is none.
  var conditions: [Condition] {
    let lines = conditionLines
    var place = 0
    return conditions(lines, &place, depth: 0)
  }

  private func conditions(_ lines: [ConditionLine], _ place: inout Int, depth: Int) -> [Condition] {
    var list: [Condition] = []
    while place < lines.count, lines[place].depth >= depth {
      if let condition = condition(lines, &place) { list.append(condition) }
    }
    return list
  }

  /// The condition of the line at a place, with all that is below it; the place goes behind it.
  private func condition(_ lines: [ConditionLine], _ place: inout Int) -> Condition? {
    let line = lines[place]
    place += 1
    guard line.isGroup else { return isEmpty(line.id) ? nil : condition(line.id) }
    let first = place
    let inner = conditions(lines, &place, depth: line.depth + 1)
    // A group below which nothing was typed yet is none; one that has no line was written so.
    if inner.isEmpty, place > first { return nil }
    return line.fields[0].value == "any" ? .any(inner) : .all(inner)
  }

  /// Each line with its condition, of those that something was typed of.
  var conditionsByLine: [(id: String, condition: Condition)] {
    let lines = conditionLines
    return lines.indices.compactMap { index in
      var place = index
      return condition(lines, &place).map { (lines[index].fields[0].id, $0) }
    }
  }

  /// Whether nothing was typed of a condition: it is none.
  func isEmpty(_ id: String) -> Bool {
    form["\(id).name"].isEmpty && form["\(id).value"].isEmpty
  }

  func condition(_ id: String) -> Condition {
    let name = form["\(id).name"]
    let value = form["\(id).value"]
    let comparison = form["\(id).operator"]
    if name.lowercased() == "role", comparison == "is" { return .role(value) }
    return .attribute(name, RuleForm.comparison(comparison, value))
  }
}
