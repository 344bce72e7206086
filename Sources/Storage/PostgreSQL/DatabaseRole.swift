/// What a login of the database may do with the store. Each may also what those before it may.
public enum DatabaseRole: String, Sendable, CaseIterable, Comparable {
  /// Sees everything and changes nothing.
  case reader
  /// Decides about tasks.
  case approver
  /// Changes the directory and the apps, and runs workers.
  case `operator`
  /// Changes the tables: brings them up to date, and copies stores.
  case owner

  /// The role's name in the database.
  public var name: String { "usher_\(rawValue)" }

  /// Whether one may less than another.
  public static func < (one: DatabaseRole, other: DatabaseRole) -> Bool {
    one.rank < other.rank
  }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }

  /// Makes the roles where they are not there yet. Nobody can log in as one.
  static let creation =
    allCases.map { role in
      """
      DO $$ BEGIN
        IF to_regrole('\(role.name)') IS NULL THEN CREATE ROLE \(role.name) NOLOGIN; END IF;
      EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
      END $$
      """
    }.joined(separator: ";\n") + ";\n"
    + zip(allCases, allCases.dropFirst()).map { "GRANT \($0.name) TO \($1.name)" }
    .joined(separator: ";\n")

  /// Whether the tables of a database are these roles'.
  static let areUsed = """
    SELECT coalesce(has_schema_privilege(to_regrole('usher_reader'), 'usher', 'USAGE'), false)
    """

  /// Gives the roles their rights, as whoever owns the tables. Run again after tables were made, it
  /// gives the rights to those too.
  static let grants = """
    DO $$ DECLARE thing record; BEGIN
      FOR thing IN SELECT nspowner::regrole AS name FROM pg_namespace
        WHERE nspname = 'usher' AND nspowner <> to_regrole('usher_owner')
      LOOP
        EXECUTE format('GRANT usher_owner TO %s', thing.name);
        ALTER SCHEMA usher OWNER TO usher_owner;
      END LOOP;
      FOR thing IN SELECT relname FROM pg_class WHERE relnamespace = 'usher'::regnamespace
        AND relkind = 'r' AND relowner <> to_regrole('usher_owner')
      LOOP EXECUTE format('ALTER TABLE usher.%I OWNER TO usher_owner', thing.relname); END LOOP;
      FOR thing IN SELECT oid::regprocedure AS name FROM pg_proc
        WHERE pronamespace = 'usher'::regnamespace AND proowner <> to_regrole('usher_owner')
      LOOP EXECUTE format('ALTER ROUTINE %s OWNER TO usher_owner', thing.name); END LOOP;
    END $$;
    GRANT USAGE ON SCHEMA usher TO usher_reader;
    GRANT SELECT ON ALL TABLES IN SCHEMA usher TO usher_reader;
    GRANT SELECT ON ALL SEQUENCES IN SCHEMA usher TO usher_reader;
    GRANT INSERT ON audit TO usher_approver;
    GRANT UPDATE ON task TO usher_approver;
    GRANT INSERT, UPDATE ON task_count, task_member, assignment, membership TO usher_approver;
    GRANT INSERT, UPDATE, DELETE ON task_wait, unique_value TO usher_approver;
    GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA usher TO usher_operator;
    REVOKE INSERT, UPDATE, DELETE ON schema_step FROM usher_operator;
    REVOKE UPDATE, DELETE ON audit FROM usher_operator;
    GRANT USAGE, UPDATE ON ALL SEQUENCES IN SCHEMA usher TO usher_operator;
    \(guards)
    """

  /// What rights to tables cannot say of whoever only decides: the request stays as it is, the app
  /// admits this login, and the audit log names it.
  private static let guards = """
    CREATE OR REPLACE FUNCTION only_decides() RETURNS boolean LANGUAGE sql STABLE AS $$
      SELECT EXISTS (SELECT FROM pg_roles
        WHERE rolname = 'usher_operator' AND NOT pg_has_role(session_user, oid, 'MEMBER')) $$;
    CREATE OR REPLACE FUNCTION guard_decision() RETURNS trigger LANGUAGE plpgsql AS $$
      DECLARE names jsonb;
      BEGIN
        IF NOT usher.only_decides() THEN RETURN NEW; END IF;
        IF (NEW.app_id, NEW.action, NEW.user_id, NEW.group_id, NEW.remote_id, NEW.request)
          IS DISTINCT FROM
          (OLD.app_id, OLD.action, OLD.user_id, OLD.group_id, OLD.remote_id, OLD.request)
        THEN
          RAISE insufficient_privilege USING MESSAGE = 'who only decides changes no request';
        END IF;
        IF NEW.status <> OLD.status THEN
          SELECT definition::jsonb #> '{provisioning,approvals,by}' INTO names
          FROM usher.app WHERE id = NEW.app_id;
          IF jsonb_array_length(names) > 0 AND NOT EXISTS (
            SELECT FROM jsonb_array_elements_text(names) AS given (name)
              LEFT JOIN pg_roles AS r ON '@' || r.rolname = given.name
            WHERE given.name = session_user
              OR r.oid IS NOT NULL AND pg_has_role(session_user, r.oid, 'MEMBER'))
          THEN
            RAISE insufficient_privilege
              USING MESSAGE = session_user || ' is not among approvals.by of the app';
          END IF;
        END IF;
        RETURN NEW;
      END $$;
    DROP TRIGGER IF EXISTS guard_decision ON task;
    CREATE TRIGGER guard_decision BEFORE UPDATE ON task
      FOR EACH ROW EXECUTE FUNCTION guard_decision();
    CREATE OR REPLACE FUNCTION guard_audit() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        IF usher.only_decides() AND NEW.actor <> session_user THEN
          RAISE insufficient_privilege
            USING MESSAGE = session_user || ' writes the audit log in its own name alone';
        END IF;
        RETURN NEW;
      END $$;
    DROP TRIGGER IF EXISTS guard_audit ON audit;
    CREATE TRIGGER guard_audit BEFORE INSERT ON audit
      FOR EACH ROW EXECUTE FUNCTION guard_audit();
    ALTER FUNCTION only_decides() OWNER TO usher_owner;
    ALTER FUNCTION guard_decision() OWNER TO usher_owner;
    ALTER FUNCTION guard_audit() OWNER TO usher_owner
    """
}

/// Who the database takes a process for.
public struct DatabaseLogin: Sendable, Hashable {
  /// The login's name.
  public var name: String
  /// What it may; `nil` where no roles were made, or it has none of them.
  public var role: DatabaseRole?
  /// The roles of the database that it belongs to.
  public var groups: Set<String>
}
