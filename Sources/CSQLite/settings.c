#include "CSQLite.h"
#include <sqlite3.h>
#include <stddef.h>

void us_sqlite_uncounted(void) { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); }

void us_sqlite_pieces(void *connection, int size, int count) {
  sqlite3_db_config(connection, SQLITE_DBCONFIG_LOOKASIDE, NULL, size, count);
}
