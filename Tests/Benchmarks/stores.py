"""Large stores for the benchmarks, made from one that usher filed itself."""
import sqlite3, subprocess

CONFIGURATION = """apps:
  - name: bench
    template: scim
    connection:
      base_url: http://127.0.0.1:9/scim
      token: { env: TOKEN }
    provisioning: { enabled: true, approve: [create, update, delete] }
    roles: [Staff]
"""
DEPARTMENTS = ["Sales", "Engineering", "Support", "Finance", "Legal", "People", "Facilities"]


def environment(folder):
    """What usher is told of the world: everything in one folder."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": folder,
            "USHER_HOME": folder + "/state", "TERM": "xterm-256color", "LANG": "C.UTF-8",
            "TOKEN": "none"}


def make_tasks(usher, folder, count, people=0):
    """A store with so many tasks, a tenth of them pending; of users where `people` are asked for."""
    with open(folder + "/usher.yaml", "w") as file:
        file.write(CONFIGURATION)
    for words in (
        ["apply", "-f", "usher.yaml", "--yes"],
        ["users", "set", "ann", "roles=Staff", "email=ann@example.com", "department=Sales"],
    ):
        subprocess.run([usher] + words, env=environment(folder), cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    store = sqlite3.connect(folder + "/state/usher.db", isolation_level=None)
    store.execute("PRAGMA synchronous = OFF")
    store.execute("BEGIN")
    if people:
        _copy(store, "user", people, {
            "id": "n", "username": "'user' || n", "username_key": "'user' || n",
            "email_key": "'user' || n || '@example.com'",
            "payload": "json_set(payload, '$[1].department', CASE n % 7 "
                       + " ".join(f"WHEN {i} THEN '{name}'" for i, name in enumerate(DEPARTMENTS))
                       + " END)"})
    _copy(store, "task", count + 1, {
        "id": "n", "user_id": f"2 + n % {people - 1}" if people else "NULL",
        "name": "CASE n WHEN 2 THEN 'oldest-of-all' WHEN :last THEN 'newest-of-all'"
                " WHEN :some THEN 'hay-needle-found' WHEN :some + 1 THEN 'failed-one'"
                " ELSE 'user' || n || '@example.com' END",
        "status": "CASE WHEN n = :some + 1 THEN 'failed' WHEN n % 10 = 0 THEN 'pending'"
                  " ELSE 'provisioned' END",
        "created_at": "created_at - (:last - n)", "updated_at": "updated_at - (:last - n)",
    }, {"some": count // 3})
    store.execute("DELETE FROM task WHERE id = 1")
    # What usher keeps beside the rows itself.
    store.execute("DELETE FROM task_count")
    store.execute("INSERT INTO task_count SELECT app_id, status, action, count(*) FROM task GROUP BY 1, 2, 3")
    for table in ("user", "task"):
        store.execute(f"INSERT INTO {table}_search ({table}_search) VALUES ('rebuild')")
        store.execute(f"UPDATE text_index SET upto = (SELECT max(id) FROM {table})"
                      f" WHERE name = '{table}'")
    store.execute("COMMIT")
    store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()


def _copy(store, table, last, own, values={}):
    """Copies the first row of a table, with the numbers from 2 to the last one."""
    columns = [row[1] for row in store.execute(f"PRAGMA table_info({table})")]
    picked = ", ".join(own.get(name, name) for name in columns)
    store.execute(
        f"WITH RECURSIVE number(n) AS (SELECT 2 UNION ALL SELECT n + 1 FROM number WHERE n < :last)"
        f" INSERT INTO {table} ({', '.join(columns)}) SELECT {picked} FROM number,"
        f" (SELECT * FROM {table} WHERE id = (SELECT min(id) FROM {table})) ORDER BY n",
        {"last": last} | values)
